import type { CompiledPolicy } from '../device-policy/compile.ts';
import { publishFault } from './limits.ts';
import type { Realm } from './message.ts';

/** What one connection may do. Topics repeat, so what was decided about a topic is remembered. */
export type Permissions = {
  mayConnect(clientId: string): boolean;
  /** What is wrong with publishing on a topic; undefined when nothing is. */
  publishFault(topic: string, retain: boolean): PublishFault | undefined;
  mayReceive(topic: string): boolean;
  maySubscribe(filter: string): boolean;
};

/** `isForbidden`: by a policy, and not by the form of the topic. */
export type PublishFault = { reason: string; isForbidden: boolean };

/** Topics that one connection uses, far more than any device does; then it is forgotten and decided anew. */
const REMEMBERED = 256;

export function createPermissions({ accountId, region }: Realm, policy: CompiledPolicy): Permissions {
  const arn = `arn:aws:iot:${region}:${accountId}:`;
  const judge = (topic: string, retain: boolean): PublishFault | null => {
    const reason = publishFault(topic, retain);
    if (reason !== undefined) return { reason, isForbidden: false };
    const resource = `${arn}topic/${topic}`;
    if (!policy.allows('iot:Publish', resource)) return { reason: 'no policy allows iot:Publish', isForbidden: true };
    const isAllowed = !retain || policy.allows('iot:RetainPublish', resource);
    return isAllowed ? null : { reason: 'no policy allows iot:RetainPublish', isForbidden: true };
  };
  const plain = remember((topic) => judge(topic, false));
  const receive = remember((topic) => policy.allows('iot:Receive', `${arn}topic/${topic}`));

  return {
    mayConnect: (clientId) => policy.allows('iot:Connect', `${arn}client/${clientId}`),
    publishFault: (topic, retain) => (retain ? judge(topic, true) : plain(topic)) ?? undefined,
    mayReceive: receive,
    maySubscribe: (filter) => policy.allows('iot:Subscribe', `${arn}topicfilter/${filter}`),
  };
}

/** The map is made at first use: most connections of a large fleet are silent. */
function remember<T>(decide: (topic: string) => T): (topic: string) => T {
  let known: Map<string, T> | undefined;
  return (topic) => {
    const found = known?.get(topic);
    if (found !== undefined) return found;
    const decided = decide(topic);
    if (!known || known.size >= REMEMBERED) known = new Map();
    known.set(topic, decided);
    return decided;
  };
}
