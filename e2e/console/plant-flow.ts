/** A node as Node-RED's export has it. */
type Node = Record<string, unknown> & { id: string; type: string };

const STEP = { x: 190, y: 60 };

/** Chains of nodes on one tab, each chain in a row of its own; a name before a colon is the node's kind. */
function tab(id: string, label: string, rows: readonly (readonly string[])[]): Node[] {
  const nodes: Node[] = [{ id, type: 'tab', label, disabled: false }];
  for (const [row, chain] of rows.entries()) {
    for (const [column, words] of chain.entries()) {
      const [type = '', name = ''] = words.split(':');
      const next = column + 1 < chain.length ? [[`${id}.${row}.${column + 1}`]] : [];
      // A switch sends alarms to the chain below as well.
      const below = type === 'switch' && row + 1 < rows.length ? [[`${id}.${row + 1}.${Math.min(column + 1, 2)}`]] : [];
      const at = { x: 120 + column * STEP.x, y: 60 + row * STEP.y };
      nodes.push({ id: `${id}.${row}.${column}`, type, z: id, name, ...at, wires: [...next, ...below] });
    }
  }
  return nodes;
}

const machines = ['filler', 'capper', 'labeller', 'packer', 'palletiser', 'washer', 'inspector'];

/** What a bottling plant runs on its gateways: 130 nodes on five tabs, with nodes of three packages. */
export function plantFlow(): string {
  const readings = machines.flatMap((machine, index) => [
    [
      `modbus-read:${machine} registers`,
      'function:to units',
      'rbe:only changes',
      `switch:${machine} too hot?`,
      'mqtt out:plant/line3',
    ],
    [
      'inject:every minute',
      `function:${machine} count`,
      'change:add line',
      index % 2 ? 'debug:' : 'influxdb out:line3',
    ],
  ]);
  const alarms = machines.map((machine) => [
    'link in:',
    `switch:${machine} alarm`,
    'delay:once a minute',
    'template:message',
    'http request:pager',
  ]);
  const energy = machines
    .slice(0, 5)
    .map((machine) => ['mqtt in:meters/+', `json:${machine}`, 'join:', 'influxdb out:']);
  const nodes = [
    ...tab('line', 'Line 3', readings),
    ...tab('alarms', 'Alarms', alarms),
    ...tab('energy', 'Energy', energy),
    ...tab('api', 'HTTP API', [
      ['http in:[get] /state', 'function:collect', 'template:page', 'http response:'],
      ['http in:[post] /ack', 'switch:who', 'change:acknowledged', 'http response:'],
      ['catch:', 'function:describe', 'file:errors.log'],
    ]),
    { id: 'old', type: 'tab', label: 'Old sensors', disabled: true },
    { id: 'old.a', type: 'serial in', z: 'old', name: 'COM3', x: 120, y: 80, wires: [['old.b']] },
    { id: 'old.b', type: 'function', z: 'old', name: 'parse', d: true, x: 320, y: 80, wires: [[]] },
    {
      id: 'line.group',
      type: 'group',
      z: 'line',
      name: 'Filling',
      x: 34,
      y: 19,
      w: 982,
      h: 142,
    },
    { id: 'meters', type: 'mqtt-broker', name: 'plant broker' },
  ];
  return JSON.stringify(nodes);
}
