import type { CompiledPolicy } from '../device-policy/compile.ts';
import { publishFault } from './limits.ts';
import type { Realm } from './message.ts';

/** `isForbidden`: by a policy, and not by the form of the topic. */
export type PublishFault = { reason: string; isForbidden: boolean };

/** Topics that one connection uses, far more than any device does; then it is forgotten and decided anew. */
const REMEMBERED = 256;

/** What one connection may do. Topics repeat, so what was decided about a topic is remembered. */
export class Permissions {
  readonly #arn: string;
  readonly #policy: CompiledPolicy;
  /** Made at first use: most connections of a large fleet are silent. */
  #published: Map<string, PublishFault | null> | undefined;
  #received: Map<string, boolean> | undefined;

  constructor({ accountId, region }: Realm, policy: CompiledPolicy) {
    this.#arn = `arn:aws:iot:${region}:${accountId}:`;
    this.#policy = policy;
  }

  mayConnect(clientId: string): boolean {
    return this.#policy.allows('iot:Connect', `${this.#arn}client/${clientId}`);
  }

  maySubscribe(filter: string): boolean {
    return this.#policy.allows('iot:Subscribe', `${this.#arn}topicfilter/${filter}`);
  }

  mayReceive(topic: string): boolean {
    const known = this.#received?.get(topic);
    if (known !== undefined) return known;
    const isAllowed = this.#policy.allows('iot:Receive', this.#topic(topic));
    this.#received = remember(this.#received, topic, isAllowed);
    return isAllowed;
  }

  /** What is wrong with publishing on a topic; undefined when nothing is. */
  publishFault(topic: string, retain: boolean): PublishFault | undefined {
    if (retain) return this.#judge(topic, true) ?? undefined;
    const known = this.#published?.get(topic);
    if (known !== undefined) return known ?? undefined;
    const fault = this.#judge(topic, false);
    this.#published = remember(this.#published, topic, fault);
    return fault ?? undefined;
  }

  #judge(topic: string, retain: boolean): PublishFault | null {
    const reason = publishFault(topic, retain);
    if (reason !== undefined) return { reason, isForbidden: false };
    const resource = this.#topic(topic);
    if (!this.#policy.allows('iot:Publish', resource)) return forbidden('iot:Publish');
    return !retain || this.#policy.allows('iot:RetainPublish', resource) ? null : forbidden('iot:RetainPublish');
  }

  #topic(topic: string): string {
    return `${this.#arn}topic/${topic}`;
  }
}

const forbidden = (action: string): PublishFault => ({ reason: `no policy allows ${action}`, isForbidden: true });

function remember<T>(known: Map<string, T> | undefined, topic: string, decided: T): Map<string, T> {
  const kept = known && known.size < REMEMBERED ? known : new Map<string, T>();
  return kept.set(topic, decided);
}
