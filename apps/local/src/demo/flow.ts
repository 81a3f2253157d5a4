/** Path of the sample page on the device's Node-RED. */
export const PAGE_PATH = '/hello';

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Hello from {{payload.device}}</title></head>
  <body style="font: 16px/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 32rem">
    <h1>It works</h1>
    <p>This page is served by Node-RED on the device <b>{{payload.device}}</b>. The flow came through AWS IoT.</p>
    <p>Served at {{payload.time}}.</p>
  </body>
</html>`;

/** The sample flow: an HTTP page, so that a browser shows at once that the device runs it. */
export function helloFlow(deviceName: string): string {
  const tab = 'hello.tab';
  const nodes = [
    { id: tab, type: 'tab', label: 'Hello page' },
    {
      id: 'hello.in',
      type: 'http in',
      z: tab,
      name: '',
      url: PAGE_PATH,
      method: 'get',
      upload: false,
      x: 130,
      y: 80,
      wires: [['hello.data']],
    },
    {
      id: 'hello.data',
      type: 'change',
      z: tab,
      name: 'device and time',
      rules: [
        { t: 'set', p: 'payload', pt: 'msg', to: '{}', tot: 'json' },
        { t: 'set', p: 'payload.device', pt: 'msg', to: deviceName, tot: 'str' },
        { t: 'set', p: 'payload.time', pt: 'msg', to: '$now()', tot: 'jsonata' },
      ],
      x: 310,
      y: 80,
      wires: [['hello.page']],
    },
    {
      id: 'hello.page',
      type: 'template',
      z: tab,
      name: 'page',
      field: 'payload',
      fieldType: 'msg',
      format: 'handlebars',
      syntax: 'mustache',
      template: PAGE,
      output: 'str',
      x: 480,
      y: 80,
      wires: [['hello.out']],
    },
    {
      id: 'hello.out',
      type: 'http response',
      z: tab,
      name: '',
      statusCode: '200',
      headers: { 'content-type': 'text/html; charset=utf-8' },
      x: 630,
      y: 80,
      wires: [],
    },
  ];
  return JSON.stringify(nodes, null, 2);
}
