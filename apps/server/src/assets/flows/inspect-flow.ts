import type { FlowCheck } from '@thingdock/api';
import type { FlowNode } from './check-flow.ts';
import { separate } from './credentials.ts';
import { isCoreType, packageOf } from './node-types.ts';

/** Warnings of one kind that are told one by one. */
const SHOWN = 10;

/** What a flow is made of, and what of it may not do what its author thinks. Nothing of it stops an upload. */
export function inspectFlow(content: string, nodes: readonly FlowNode[]): FlowCheck {
  const { credentials } = separate(nodes);
  const types = [...Map.groupBy(nodes, (node) => node.type)]
    .map(([type, some]) => ({ type, nodes: some.length, core: isCoreType(type), package: packageOf(type) ?? null }))
    .sort((one, other) => Number(one.core) - Number(other.core) || (one.type < other.type ? -1 : 1));
  return {
    nodes: nodes.filter(({ type }) => type !== 'tab' && type !== 'group' && type !== 'subflow').length,
    tabs: nodes.filter(({ type }) => type === 'tab').length,
    size: Buffer.byteLength(content),
    credentialsOf: Object.keys(credentials).filter((id) => Object.keys(credentials[id] ?? {}).length > 0),
    types,
    warnings: [...looseEnds(nodes), ...homeless(nodes), ...foreign(types)],
  };
}

function looseEnds(nodes: readonly FlowNode[]): string[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const loose = nodes.flatMap(({ id, wires }) =>
    (Array.isArray(wires) ? wires.flat() : [])
      .filter((target) => typeof target === 'string' && !ids.has(target))
      .map((target) => `A wire of the node "${id}" leads to "${target}", which is not in the flow.`),
  );
  return shorten(loose, 'more wires lead to nothing.');
}

function homeless(nodes: readonly FlowNode[]): string[] {
  const places = new Set(nodes.filter(({ type }) => type === 'tab' || type === 'subflow').map(({ id }) => id));
  const lost = nodes
    .filter(({ z }) => typeof z === 'string' && z !== '' && !places.has(z))
    .map(({ id, z }) => `The node "${id}" lies on the tab "${z}", which is not in the flow. Node-RED will not run it.`);
  const instances = nodes
    .filter(({ type }) => type.startsWith('subflow:') && !places.has(type.slice('subflow:'.length)))
    .map(({ id }) => `The node "${id}" is an instance of a subflow that is not in the flow.`);
  return shorten([...lost, ...instances], 'more nodes have no place in the flow.');
}

function foreign(types: FlowCheck['types']): string[] {
  const needed = types
    .filter((type) => !type.core)
    .map(({ type, package: name }) =>
      name
        ? `Nodes of the type "${type}" come with the npm package ${name}. Name it with a version, or have it on the devices.`
        : `Nodes of the type "${type}" do not come with Node-RED. Name the npm package that brings them, with a version.`,
    );
  return shorten(needed, 'more types of nodes do not come with Node-RED.');
}

const shorten = (texts: readonly string[], rest: string): string[] =>
  texts.length <= SHOWN ? [...texts] : [...texts.slice(0, SHOWN), `${texts.length - SHOWN} ${rest}`];
