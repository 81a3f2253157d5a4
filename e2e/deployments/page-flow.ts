type Node = { id: string; type: string; [member: string]: unknown };

/**
 * A flow that answers /hello with what a JavaScript expression gives; a request goes through the nodes `between` first, in
 * order.
 */
export function pageFlow(expression: string, between: readonly Node[] = []): string {
  const func = `msg.payload = String(${expression}); return msg;`;
  const nodes: Node[] = [
    { id: 'page.in', type: 'http in', url: '/hello', method: 'get', upload: false },
    ...between,
    { id: 'page.say', type: 'function', func, outputs: 1, libs: [] },
    { id: 'page.out', type: 'http response', statusCode: '200', headers: { 'content-type': 'text/plain' } },
  ];
  const tab = { id: 'page.tab', type: 'tab', label: 'Page' };
  const placed = nodes.map((node, index) => {
    const next = nodes[index + 1];
    return { ...node, z: tab.id, x: 100 + 150 * index, y: 80, wires: next ? [[next.id]] : [] };
  });
  return JSON.stringify([tab, ...placed]);
}

export const textFlow = (text: string): string => pageFlow(JSON.stringify(text));
