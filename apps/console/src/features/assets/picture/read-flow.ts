import { type LooseNode, nodeColour, nodeLabel, nodeWidth, shortLabel } from './node-look.ts';

/** A node in Node-RED's own pixels; `x` and `y` are its upper left corner. */
export type Box = {
  id: string;
  type: string;
  label: string;
  x: number;
  y: number;
  width: number;
  height: number;
  colour: string;
  /** Small ones bear no text: links without a label, junctions. */
  bare: boolean;
  disabled: boolean;
  inputs: number;
  outputs: number;
};
export type Wire = { key: string; path: string };
export type Group = { id: string; label: string; x: number; y: number; width: number; height: number };
export type Extent = { x: number; y: number; width: number; height: number };
/** One tab of a flow, or the inside of a subflow. */
export type Sheet = {
  id: string;
  label: string;
  subflow: boolean;
  disabled: boolean;
  boxes: readonly Box[];
  wires: readonly Wire[];
  groups: readonly Group[];
  extent: Extent;
};

const MARGIN = 24;
const PORT_STEP = 13;
const BARE = 30;
const JUNCTION = 10;

/** The tabs that have something to draw, in the order of the flow; none when the text is no flow. */
export function readFlow(content: string): readonly Sheet[] {
  const nodes = parse(content);
  const subflows = new Map(nodes.filter(({ type }) => type === 'subflow').map((it) => [String(it.id), nameOf(it)]));
  const tabs = nodes.filter(({ type }) => type === 'tab' || type === 'subflow');
  const known = new Set(tabs.map(({ id }) => id));
  // A piece of a flow that was exported alone has nodes without their tab.
  const orphans = [...new Set(nodes.filter(isPlaced).map(({ z }) => z))].filter((z) => !known.has(z));
  const heads: LooseNode[] = [...tabs, ...orphans.map((id) => ({ id, type: 'tab', label: 'Nodes' }))];
  return heads.flatMap((head) => {
    const inside = nodes.filter((node) => node.z === head.id && isPlaced(node));
    return inside.length === 0 ? [] : [draw(head, inside, nodes, subflows)];
  });
}

type Subflows = ReadonlyMap<string, string>;

function draw(head: LooseNode, inside: readonly LooseNode[], nodes: readonly LooseNode[], subflows: Subflows): Sheet {
  const reached = new Set(inside.flatMap(({ wires }) => (Array.isArray(wires) ? wires.flat() : [])));
  const boxes = inside.map((node) => toBox(node, subflows, reached));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const wires = inside.flatMap((node) => wiresOf(node, byId));
  const groups = nodes.filter(({ type, z }) => type === 'group' && z === head.id).flatMap(toGroup);
  return {
    id: String(head.id ?? ''),
    label: nameOf(head),
    subflow: head.type === 'subflow',
    disabled: head.disabled === true,
    boxes,
    wires,
    groups,
    extent: extentOf([...boxes, ...groups]),
  };
}

function toBox(node: LooseNode, subflows: Subflows, reached: ReadonlySet<unknown>): Box {
  const type = String(node.type);
  const label = nodeLabel(node, subflows);
  const outputs = Array.isArray(node.wires) ? node.wires.length : 0;
  const bare = type === 'junction' || node.l === false || (/^link (in|out)$/.test(type) && node.l !== true);
  const width = type === 'junction' ? JUNCTION : bare ? BARE : nodeWidth(label);
  const height = type === 'junction' ? JUNCTION : Math.max(BARE, outputs * PORT_STEP + 4);
  return {
    id: String(node.id),
    type: type.startsWith('subflow:') ? `subflow ${label}` : type,
    label: shortLabel(label),
    // Node-RED gives the middle.
    x: Number(node.x) - width / 2,
    y: Number(node.y) - height / 2,
    width,
    height,
    colour: nodeColour(type),
    bare,
    disabled: node.d === true,
    inputs: reached.has(node.id) ? 1 : 0,
    outputs,
  };
}

/** Where an output stands, from the top of its node. */
export function portY(box: Pick<Box, 'height' | 'outputs'>, port: number): number {
  return box.height / 2 + (port - (box.outputs - 1) / 2) * PORT_STEP;
}

function wiresOf(node: LooseNode, byId: ReadonlyMap<string, Box>): Wire[] {
  const from = byId.get(String(node.id));
  if (!from || !Array.isArray(node.wires)) return [];
  return node.wires.flatMap((port: unknown, index) =>
    (Array.isArray(port) ? port : []).flatMap((id: unknown) => {
      const to = byId.get(String(id));
      return to ? [{ key: `${from.id} ${index} ${to.id}`, path: wirePath(from, index, to) }] : [];
    }),
  );
}

/** A curve that leaves to the right and arrives from the left, wider where it has to turn back. */
function wirePath(from: Box, port: number, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + portY(from, port)];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const bend = x2 > x1 ? Math.max(20, Math.min(75, (x2 - x1) / 2)) : 75;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function toGroup({ id, name, x, y, w, h }: LooseNode): Group[] {
  if (typeof x !== 'number' || typeof y !== 'number' || typeof w !== 'number' || typeof h !== 'number') return [];
  return [{ id: String(id), label: typeof name === 'string' ? name : '', x, y, width: w, height: h }];
}

function extentOf(parts: readonly Extent[]): Extent {
  const x = Math.min(...parts.map((part) => part.x)) - MARGIN;
  const y = Math.min(...parts.map((part) => part.y)) - MARGIN;
  const width = Math.max(...parts.map((part) => part.x + part.width)) + MARGIN - x;
  const height = Math.max(...parts.map((part) => part.y + part.height)) + MARGIN - y;
  return { x, y, width, height };
}

const nameOf = ({ label, name, type }: LooseNode): string =>
  [label, name].find((it): it is string => typeof it === 'string' && it !== '') ?? String(type);

const isPlaced = ({ id, type, x, y }: LooseNode): boolean =>
  typeof id === 'string' && typeof x === 'number' && typeof y === 'number' && type !== 'group' && type !== 'subflow';

function parse(content: string): LooseNode[] {
  try {
    const value: unknown = JSON.parse(content);
    return Array.isArray(value) ? value.filter((node) => typeof node === 'object' && node !== null) : [];
  } catch {
    return [];
  }
}
