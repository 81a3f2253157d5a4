/** A flow that serves a page with one text at /hello. */
export function helloFlow(text: string): string {
  const z = 'hello.tab';
  return JSON.stringify([
    { id: z, type: 'tab', label: 'Hello' },
    {
      id: 'hello.in',
      type: 'http in',
      z,
      url: '/hello',
      method: 'get',
      upload: false,
      x: 100,
      y: 80,
      wires: [['hello.text']],
    },
    {
      id: 'hello.text',
      type: 'template',
      z,
      field: 'payload',
      fieldType: 'msg',
      format: 'text',
      syntax: 'plain',
      template: text,
      output: 'str',
      x: 250,
      y: 80,
      wires: [['hello.out']],
    },
    { id: 'hello.out', type: 'http response', z, statusCode: '200', headers: {}, x: 400, y: 80, wires: [] },
  ]);
}
