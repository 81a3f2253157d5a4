/** How Node-RED's editor tells nodes apart: by a colour for each kind of work. Colours as its palette shows them. */
const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/^(inject|unknown)$/, '#8fa5bd'],
  [/^debug$/, '#6f9168'],
  [/^(function|exec|unsafe-function)$/, '#d9822b'],
  [/^(change|switch|range|join|split|sort|batch|rbe|filter)$/, '#b8a800'],
  [/^template$/, '#c98a2e'],
  [/^(http|websocket|tcp|udp)\b/, '#8c8a3c'],
  [/^mqtt\b/, '#9b6fb0'],
  [/^(json|csv|xml|html|yaml|base64|msgpack)$/, '#a98a2d'],
  [/^(delay|trigger|link\b.*)$/, '#8d7aa8'],
  [/^(file|watch|tail)\b/, '#9c6b3f'],
  [/^(catch|error)$/, '#c75450'],
  [/^(status|complete)$/, '#4a94a5'],
  [/^(ui[_-]|chart|gauge)/, '#2b8f97'],
  [/^(modbus|s7|opc|opcua|ads|bacnet)/i, '#4c78a8'],
  [/^(influx|mysql|postgres|sqlite|mongo|redis)/i, '#5b8c5a'],
  [/^subflow:/, '#a0616a'],
];

/** Kinds that are not known get a colour of their own by name, always the same. */
export function nodeColour(type: string): string {
  const known = COLOURS.find(([pattern]) => pattern.test(type));
  if (known) return known[1];
  let hash = 7;
  for (const letter of type) hash = (hash * 31 + letter.charCodeAt(0)) % 360;
  return `hsl(${hash} 42% 48%)`;
}

export type LooseNode = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What stands on a node: its name, else what its kind says of itself, else its kind. */
export function nodeLabel(node: LooseNode, subflows: ReadonlyMap<string, string>): string {
  const type = text(node.type) ?? '';
  const own = text(node.name) ?? text(node.label);
  if (own) return own;
  const method = text(node.method);
  if (type === 'http in' && text(node.url)) return `[${method ?? 'get'}] ${text(node.url)}`;
  if (type.startsWith('mqtt') && text(node.topic)) return String(node.topic);
  if (type.startsWith('subflow:')) return subflows.get(type.slice('subflow:'.length)) ?? 'subflow';
  return type;
}

/** Widths as Node-RED gives them, in its pixels: text and 50 for icon and margins, up to the next grid line of 20. */
const LETTER = 7.2;
const LONGEST_LABEL = 34;

export function shortLabel(label: string): string {
  const line = label.split(/\\n|\n/)[0] ?? '';
  return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL - 1)}…` : line;
}

export function nodeWidth(label: string): number {
  return Math.max(100, 20 * Math.ceil((shortLabel(label).length * LETTER + 50) / 20));
}
