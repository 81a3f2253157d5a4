import type { Realm } from '../broker/message.ts';
import type { Statement } from '../identity/policy-document.ts';
import { createPolicyReader } from '../identity/policy-reader.ts';
import { policyTargets, thingPrincipals } from '../services/iot/links.ts';
import { iotArn } from '../services/iot/names.ts';
import { defaultVersionOf } from '../services/iot/policy-versions.ts';
import { certificates, policies, things } from '../services/iot/registry.ts';
import type { ConditionContext, Logger, Store } from '../stand-in.ts';
import { certificateFacts } from './certificate-facts.ts';
import { type CompiledPolicy, compilePolicy, type Facts } from './compile.ts';
import { asksForCertificate } from './variables.ts';

/** A device that connects, as far as policies can ask about it. */
export type DeviceConnection = {
  realm: Realm;
  certificateId: string;
  clientId: string;
  sourceIp: string;
  /** The session outlives the connection. */
  isPersistent: boolean;
  willTopic?: string;
};

/** The policies of a connection as they are now. */
export type PolicyOf = (connection: DeviceConnection) => CompiledPolicy;

export type DevicePoliciesDeps = { store: Store; log: Logger };

/** Finds and compiles the default versions of the policies that are attached to a connection's certificate. */
export function createPolicyOf({ store, log }: DevicePoliciesDeps): PolicyOf {
  const read = createPolicyReader();

  function statementsOf(realm: Realm, policyName: string): { document: string; statements: Statement[] } {
    const policy = policies(store, realm).get(policyName);
    if (!policy) return { document: '', statements: [] };
    const document = defaultVersionOf(policy).policyDocument;
    try {
      return { document, statements: read(document, 'device') };
    } catch (error) {
      // One that an earlier version of this program took; the device may then do what its other policies allow.
      log.error({ event: 'policy.unusable', policyName, error }, `the IoT policy ${policyName} cannot be evaluated`);
      return { document, statements: [] };
    }
  }

  return (connection) => {
    const { realm, certificateId } = connection;
    const principal = iotArn(realm, 'cert', certificateId);
    const attached = policyTargets(store, realm)
      .from(principal)
      .map((name) => statementsOf(realm, name));
    const needsCertificate = attached.some(({ document }) => asksForCertificate(document));
    const facts = factsOf(store, connection, principal, needsCertificate);
    return compilePolicy(
      attached.flatMap(({ statements }) => statements),
      facts,
    );
  };
}

function factsOf(store: Store, connection: DeviceConnection, principal: string, needsCertificate: boolean): Facts {
  const { realm, clientId, sourceIp, certificateId, willTopic, isPersistent } = connection;
  const pem = needsCertificate ? certificates(store, realm).get(certificateId)?.certificatePem : undefined;
  const attributes = [...(isPersistent ? ['PersistentConnect'] : []), ...(willTopic === undefined ? [] : ['LastWill'])];
  return {
    context: {
      'aws:SourceIp': sourceIp,
      'iot:ClientId': clientId,
      ...thingFacts(store, realm, clientId, principal),
      ...(pem === undefined ? {} : certificateFacts(pem)),
    },
    connect: {
      'iot:ConnectAttributes': attributes,
      ...(willTopic === undefined ? {} : { 'iot:LastWillTopic': iotArn(realm, 'topic', willTopic) }),
    },
  };
}

/** The thing of a connection is the one whose name is the client id, if the certificate is attached to it. */
function thingFacts(store: Store, realm: Realm, clientId: string, principal: string): ConditionContext {
  const thing = things(store, realm).get(clientId);
  if (!thing || !thingPrincipals(store, realm).has(clientId, principal)) {
    return { 'iot:Connection.Thing.IsAttached': 'false' };
  }
  const facts: Record<string, string> = {
    'iot:Connection.Thing.IsAttached': 'true',
    'iot:Connection.Thing.ThingName': thing.thingName,
  };
  if (thing.thingTypeName !== undefined) facts['iot:Connection.Thing.ThingTypeName'] = thing.thingTypeName;
  for (const [name, value] of Object.entries(thing.attributes)) {
    facts[`iot:Connection.Thing.Attributes[${name}]`] = value;
  }
  return facts;
}
