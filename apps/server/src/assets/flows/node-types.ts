/**
 * Types of nodes that come with Node-RED 3 to 5, config nodes and the editor's own included. Source: what the packages
 * `@node-red/nodes` of those versions register; a test compares with the version in use here.
 */
export const CORE_TYPES: ReadonlySet<string> = new Set(
  `batch,catch,change,comment,complete,csv,debug,delay,exec,file,file in,function,global-config,group,html,http in,
  http proxy,http request,http response,inject,join,json,junction,link call,link in,link out,mqtt in,mqtt out,mqtt-broker,
  range,rbe,sort,split,status,subflow,switch,tab,tcp in,tcp out,tcp request,template,tls-config,trigger,udp in,udp out,
  unknown,watch,websocket in,websocket out,websocket-client,websocket-listener,xml,yaml`
    .split(',')
    .map((type) => type.trim()),
);

/** Packages that are known to bring types of nodes: by whole name, or by how the name begins (`ui_*`). */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@flowfuse/node-red-dashboard': ['ui-*'],
  'node-red-contrib-bigtimer': ['bigtimer'],
  'node-red-contrib-buffer-parser': ['buffer-parser', 'buffer-maker'],
  'node-red-contrib-cron-plus': ['cronplus'],
  'node-red-contrib-influxdb': ['influxdb', 'influxdb in', 'influxdb out', 'influxdb batch'],
  'node-red-contrib-modbus': ['modbus-*'],
  'node-red-contrib-moment': ['moment', 'humanizer'],
  'node-red-contrib-opcua': ['OpcUa-*'],
  'node-red-contrib-postgresql': ['postgresql', 'postgreSQLConfig'],
  'node-red-contrib-s7': ['s7 in', 's7 out', 's7 control', 's7 endpoint'],
  'node-red-contrib-string': ['string'],
  'node-red-contrib-telegrambot': ['telegram bot', 'telegram sender', 'telegram receiver', 'telegram command'],
  'node-red-dashboard': ['ui_*'],
  'node-red-node-email': ['e-mail', 'e-mail in'],
  'node-red-node-mysql': ['mysql', 'MySQLdatabase'],
  'node-red-node-pi-gpio': ['rpi-gpio in', 'rpi-gpio out', 'rpi-mouse', 'rpi-keyboard'],
  'node-red-node-ping': ['ping'],
  'node-red-node-random': ['random'],
  'node-red-node-serialport': ['serial in', 'serial out', 'serial request', 'serial-port', 'serial control'],
  'node-red-node-smooth': ['smooth'],
  'node-red-node-snmp': ['snmp', 'snmp table', 'snmp subtree', 'snmp walker', 'snmp set'],
  'node-red-node-sqlite': ['sqlite', 'sqlitedb'],
  'node-red-node-twitter': ['twitter in', 'twitter out', 'twitter-credentials'],
};

/** Whether a type comes with Node-RED. An instance of a subflow is made of nodes of the flow itself. */
export const isCoreType = (type: string): boolean => CORE_TYPES.has(type) || type.startsWith('subflow:');

/** The npm package that is known to bring a type; undefined for a type that is core, or that nobody here knows. */
export function packageOf(type: string): string | undefined {
  const fits = (name: string) => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name);
  if (isCoreType(type)) return undefined;
  return Object.keys(PACKAGES).find((name) => PACKAGES[name]?.some(fits));
}
