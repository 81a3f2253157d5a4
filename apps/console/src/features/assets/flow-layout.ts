/** A Node-RED flow as boxes and lines: enough to recognise it by. */
export type FlowLayout = {
  viewBox: string;
  /** In Node-RED's own pixels. */
  width: number;
  boxes: readonly { id: string; x: number; y: number; label: string; type: string }[];
  wires: readonly { key: string; path: string }[];
};

export const BOX = { width: 140, height: 30 };
const MARGIN = 20;

type Node = { id: string; type: string; z: string; x: number; y: number; label: string; wires: readonly string[] };

/** The first tab that has nodes with a place; `undefined` when there is none, or the text is no flow. */
export function layoutFlow(content: string): FlowLayout | undefined {
  const placed = readNodes(content);
  const tab = placed[0]?.z;
  const nodes = placed.filter(({ z }) => z === tab);
  if (nodes.length === 0) return undefined;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const wires = nodes.flatMap((from) =>
    from.wires.flatMap((id, index) => {
      const to = byId.get(id);
      return to ? [{ key: `${from.id}-${index}-${id}`, path: wirePath(from, to) }] : [];
    }),
  );
  const boxes = nodes.map(({ id, x, y, label, type }) => ({ id, x, y, label, type }));
  return { ...extent(nodes), boxes, wires };
}

/** Node-RED gives the middle of a node. */
function wirePath(from: Node, to: Node): string {
  const [x1, x2] = [from.x + BOX.width / 2, to.x - BOX.width / 2];
  const bend = Math.max(30, Math.abs(x2 - x1) / 2);
  return `M${x1} ${from.y}C${x1 + bend} ${from.y} ${x2 - bend} ${to.y} ${x2} ${to.y}`;
}

function extent(nodes: readonly Node[]): Pick<FlowLayout, 'viewBox' | 'width'> {
  const xs = nodes.map(({ x }) => x);
  const ys = nodes.map(({ y }) => y);
  const left = Math.min(...xs) - BOX.width / 2 - MARGIN;
  const top = Math.min(...ys) - BOX.height / 2 - MARGIN;
  const width = Math.max(...xs) + BOX.width / 2 + MARGIN - left;
  const height = Math.max(...ys) + BOX.height / 2 + MARGIN - top;
  return { viewBox: `${left} ${top} ${width} ${height}`, width };
}

function readNodes(content: string): Node[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return [];
  }
  if (!Array.isArray(parsed)) return [];
  return (parsed as (Record<string, unknown> | null)[]).flatMap((node) => {
    if (!node) return [];
    const { id, type, z, x, y, name, wires } = node;
    if (typeof id !== 'string' || typeof type !== 'string' || typeof x !== 'number' || typeof y !== 'number') return [];
    const label = typeof name === 'string' && name !== '' ? name : type;
    const targets = (Array.isArray(wires) ? wires.flat() : []).filter((it) => typeof it === 'string');
    return [{ id, type, z: typeof z === 'string' ? z : '', x, y, label, wires: targets }];
  });
}
