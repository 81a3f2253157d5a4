import { createSecureContext } from 'node:tls';
import { type AgentInfo, REQUEST_TIMEOUT_MS, type Register } from '@thingdock/device-protocol';
import { type Action, blank, createDevice, type Outcome, type SimulatedDevice } from '../device-simulator/index.ts';
import { eachOf } from './each-of.ts';

export type FleetOptions = {
  host: string;
  port: number;
  caPem: string;
  /** One certificate for all: attached to every thing, with a policy that lets it connect under each name. */
  certPem: string;
  keyPem: string;
  names: readonly string[];
  agent?: AgentInfo;
  /** What the devices know before they first connect; absent: they wait for their `register`. */
  registration?: Register;
  /** How an action goes on a device; by default as it should. */
  outcome?: (thingName: string, action: Action) => Outcome;
  authenticates?: boolean;
  /** How many connect at the same time. */
  atOnce?: number;
};

/** Thousands of devices in one process. */
export type FleetSimulator = {
  readonly devices: ReadonlyMap<string, SimulatedDevice>;
  /** Names of those that are connected now. */
  connected(): ReadonlySet<string>;
  /** Connects devices, all that are not connected by default. Rejects with the first failure. */
  connect(names?: Iterable<string>): Promise<void>;
  /** Says goodbye and disconnects. */
  stop(names?: Iterable<string>): Promise<void>;
  /** Cuts connections; the broker sends the wills. */
  crash(names?: Iterable<string>): void;
  /** How many actions of a kind were begun, over all devices. */
  count(kind: Action['kind']): number;
  /** What went wrong between devices and control plane, by device. */
  problems(): string[];
};

const AT_ONCE = 50;

/** Makes the devices; none is connected yet. All share one TLS context, which keeps each of them small. */
export function createFleet(options: FleetOptions): FleetSimulator {
  const { names, outcome, atOnce = AT_ONCE } = options;
  const secureContext = createSecureContext({ ca: options.caPem, cert: options.certPem, key: options.keyPem });
  const devices = new Map(names.map((name) => [name, deviceOf(name)]));
  const connected = new Set<string>();

  function deviceOf(thingName: string): SimulatedDevice {
    const { host, port, agent, registration, authenticates } = options;
    return createDevice(
      {
        // As long as agents wait: thousands at once may keep the control plane busy for a while.
        ...{ thingName, host, port, secureContext, answerMs: REQUEST_TIMEOUT_MS },
        ...(agent ? { agent } : {}),
        ...(authenticates === undefined ? {} : { authenticates }),
        ...(outcome ? { outcome: (action: Action) => outcome(thingName, action) } : {}),
      },
      { ...blank(), ...(registration ? { registration: { ...registration, deviceId: thingName } } : {}) },
    );
  }

  function named(name: string): SimulatedDevice {
    const device = devices.get(name);
    if (!device) throw new Error(`there is no device ${name} in this fleet`);
    return device;
  }

  return {
    devices,
    connected: () => connected,
    connect: (some = names) =>
      eachOf(
        [...some].filter((name) => !connected.has(name)),
        atOnce,
        async (name) => {
          await named(name).connect();
          connected.add(name);
        },
      ),
    stop: (some = [...connected]) =>
      eachOf([...some], atOnce, async (name) => {
        connected.delete(name);
        await named(name).stop();
      }),
    crash(some = [...connected]) {
      for (const name of some) {
        connected.delete(name);
        named(name).crash();
      }
    },
    count(kind) {
      let count = 0;
      for (const { memory } of devices.values())
        count += memory.actions.filter((action) => action.kind === kind).length;
      return count;
    },
    problems: () =>
      [...devices].flatMap(([name, { memory }]) => memory.problems.map((problem) => `${name}: ${problem}`)),
  };
}
