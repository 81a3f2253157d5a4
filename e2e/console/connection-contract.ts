import { Fault } from '@thingdock/api';
import { type Handlers, sample } from '@thingdock/api/testing';
import { CONNECTIONS, DRIFT, healthOf, INSPECTION, MIXED_PLAN, OPERATIONS } from './connection-samples.ts';
import { timelineOf } from './device-samples.ts';

export const PROJECT = 'project-1';

/** An installation with connections in every state, as the contract allows it. */
export function connectionHandlers(): Handlers {
  const affected = ['gw-001', 'gw-002', 'gw-003'].map((name) =>
    sample.device({ name, connectionId: 'older', status: 'unknown', reason: 'no_role', agentVersion: '2.18.2' }),
  );
  const broken = sample.device({ connectionId: 'drifted', status: 'unknown', reason: 'path_broken', since: null });
  const started = (id: string) => ({ operation: OPERATIONS[id] ?? sample.operation() });
  return {
    'me.get': () => sample.user(),
    'health.get': () => ({ status: 'ok', version: '0.1.0', localMode: false }),
    'projects.list': () => ({ items: [sample.project({ id: PROJECT })] }),
    'connections.list': () => ({ items: CONNECTIONS }),
    'connections.health': ({ params }) => healthOf(params.connectionId),
    'connections.check': ({ params }) => healthOf(params.connectionId),
    'connections.objects': () => ({
      items: [
        { kind: 'topic', name: 'enebular_status_push_sns', goes: true },
        { kind: 'subscription', name: 'enebular_status_push_sns', goes: true },
        { kind: 'rule', name: 'enebular_status_push_rule', goes: true },
        { kind: 'rule', name: 'enebular_shadow_update', goes: false },
      ],
    }),
    'connections.keys': () => ({
      items: [
        { ...KEY, accessKeyIdEnding: 'WXYZ', usedFrom: '2026-08-01T00:00:00.000Z', usedUntil: null },
        {
          ...KEY,
          accessKeyIdEnding: 'ABCD',
          usedFrom: '2026-05-01T00:00:00.000Z',
          usedUntil: '2026-08-01T00:00:00.000Z',
        },
      ],
    }),
    'connections.affected': () => ({ items: affected }),
    'connections.inspect': () => INSPECTION,
    'connections.inspectChange': () => INSPECTION,
    'connections.plan': () => MIXED_PLAN,
    'connections.drift': () => DRIFT,
    'connections.repair': () => started('repaired'),
    'connections.rotate': () => started('rotated'),
    'connections.presence': () => started('repaired'),
    'connections.delete': () => started('deleted'),
    'operations.get': ({ params }) => {
      const operation = OPERATIONS[params.operationId];
      if (!operation) throw new Fault('not_found', { details: { what: 'operation' } });
      return operation;
    },
    'devices.find': () => ({ items: [broken], next: null }),
    'devices.counts': ({ query: { licensed } }) => ({
      ...{ connected: 0, disconnected: 0, unknown: 1, gone: 0 },
      matching: licensed === undefined ? 1 : 0,
    }),
    'devices.timeline': ({ query: { from = '', to = '' } }) => timelineOf(from, to),
    'devices.files': () => ({ items: [] }),
    'devices.logs': () => ({ items: [], next: null }),
    'events.list': () => ({ items: [], next: null }),
    'licences.list': () => ({ items: [], next: null, limit: null, registered: 0, registerNew: true }),
    'devices.get': () => broken,
    'deployments.list': () => ({ items: [], next: null }),
    'flows.list': () => ({ items: [] }),
  };
}

const KEY = { userArn: 'arn:aws:iam::123456789012:user/enebular-conn-user', by: 'ana@example.com' };
