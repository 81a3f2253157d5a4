import { isObject, type JsonObject, type Parsed, parsed, parseObject, problem } from './json.ts';

/** What a device downloads to run a flow. */
export type FlowPackage = {
  /** The nodes as Node-RED's flow file has them. */
  flow: readonly JsonObject[];
  /** Credentials in plain text, by node id. */
  cred?: { readonly [nodeId: string]: JsonObject };
  /** npm packages that the flow needs: name to version. */
  packages?: { readonly [name: string]: string };
};

// Source: npm's rules for package names (validate-npm-package-name), scoped or not. They also keep a name inside node_modules.
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

/** The JSON text of a package. Absent and empty parts are left out: agents in the field trip over empty credentials. */
export function encodeFlowPackage({ flow, cred, packages }: FlowPackage): string {
  const filled = (part: object | undefined) => part && Object.keys(part).length > 0;
  return JSON.stringify({
    flow,
    ...(filled(cred) ? { cred } : {}),
    ...(filled(packages) ? { packages } : {}),
  });
}

/** Reads a package; `flows` and `creds` are accepted for `flow` and `cred`, other members are ignored. */
export function parseFlowPackage(payload: string | Uint8Array): Parsed<FlowPackage> {
  const body = parseObject(payload);
  if (!body.ok) return problem(`the flow package is ${body.problem}`);
  const flow = body.value.flow ?? body.value.flows;
  if (!Array.isArray(flow) || !flow.every(isObject)) return problem('the flow package has no list of nodes');
  const cred = parseCredentials(body.value.cred ?? body.value.creds);
  if (!cred.ok) return cred;
  const packages = parsePackages(body.value.packages);
  if (!packages.ok) return packages;
  return parsed({
    flow,
    ...(cred.value ? { cred: cred.value } : {}),
    ...(packages.value ? { packages: packages.value } : {}),
  });
}

function parseCredentials(raw: unknown): Parsed<FlowPackage['cred']> {
  if (raw === undefined || raw === null) return parsed(undefined);
  if (!isObject(raw)) return problem('the credentials of the flow package are not an object');
  const entries = Object.entries(raw).flatMap(([id, value]) => (isObject(value) ? [[id, value] as const] : []));
  return parsed(Object.fromEntries(entries));
}

function parsePackages(raw: unknown): Parsed<FlowPackage['packages']> {
  if (raw === undefined || raw === null) return parsed(undefined);
  if (!isObject(raw)) return problem('the packages of the flow package are not an object');
  const entries: [string, string][] = [];
  for (const [name, version] of Object.entries(raw)) {
    if (!PACKAGE_NAME.test(name)) return problem(`"${name}" is not the name of an npm package`);
    if (typeof version !== 'string') return problem(`the version of the package ${name} is not a text`);
    entries.push([name, version]);
  }
  return parsed(Object.fromEntries(entries));
}
