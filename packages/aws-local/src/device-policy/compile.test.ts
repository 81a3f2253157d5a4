// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of policies look like that.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readPolicy } from '../identity/policy-document.ts';
import type { ConditionContext } from '../stand-in.ts';
import { compilePolicy, type DeviceAction } from './compile.ts';

const ARN = 'arn:aws:iot:eu-west-1:111122223333:';
const PUMP: ConditionContext = {
  'aws:SourceIp': '192.0.2.7',
  'iot:ClientId': 'pump',
  'iot:Connection.Thing.IsAttached': 'true',
  'iot:Connection.Thing.ThingName': 'pump',
  'iot:Connection.Thing.ThingTypeName': 'pumps',
  'iot:Connection.Thing.Attributes[site]': 'north',
};
const STRANGER: ConditionContext = { 'iot:ClientId': 'pump', 'iot:Connection.Thing.IsAttached': 'false' };

type Asked = { context?: ConditionContext; connect?: ConditionContext };

function allows(statements: object[], action: DeviceAction, resource: string, asked: Asked = {}): boolean {
  const reading = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'device');
  if ('problem' in reading) throw new Error(reading.problem.message);
  const { context = PUMP, connect = {} } = asked;
  return compilePolicy(reading.statements, { context, connect }).allows(action, ARN + resource);
}

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: Resource === '*' ? '*' : [Resource].flat().map((one) => ARN + one),
  ...more,
});
const deny = (Action: string, Resource: string, more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

// After the examples of https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html, connect-policy.html,
// thing-policy-examples.html and iot-policy-variables.html
const DECISIONS: [what: string, statements: object[], action: DeviceAction, resource: string, expected: boolean][] = [
  ['a client id by its name', [allow('iot:Connect', 'client/pump')], 'iot:Connect', 'client/pump', true],
  ['no other client id', [allow('iot:Connect', 'client/pump')], 'iot:Connect', 'client/pump2', false],
  ['case counts', [allow('iot:Connect', 'client/Pump')], 'iot:Connect', 'client/pump', false],
  ['a wildcard of actions', [allow('iot:*', '*')], 'iot:RetainPublish', 'topic/a', true],
  ['actions have no case', [allow('IOT:publish', 'topic/a')], 'iot:Publish', 'topic/a', true],
  ['a topic is no topic filter', [allow('iot:*', 'topic/a')], 'iot:Subscribe', 'topicfilter/a', false],
  ['`*` crosses slashes', [allow('iot:Publish', 'topic/a/*')], 'iot:Publish', 'topic/a/b/c', true],
  ['`*` is also nothing', [allow('iot:Publish', 'topic/a*')], 'iot:Publish', 'topic/a', true],
  ['`?` is one character', [allow('iot:Publish', 'topic/room?')], 'iot:Publish', 'topic/room10', false],
  [
    '`+` is a character',
    [allow('iot:Subscribe', 'topicfilter/some/+/topic')],
    'iot:Subscribe',
    'topicfilter/some/+/topic',
    true,
  ],
  [
    '`+` matches nothing else',
    [allow('iot:Subscribe', 'topicfilter/some/+/topic')],
    'iot:Subscribe',
    'topicfilter/some/x/topic',
    false,
  ],
  ['`*` covers `#`', [allow('iot:Subscribe', 'topicfilter/a/*')], 'iot:Subscribe', 'topicfilter/a/#', true],
  [
    'Deny beats Allow',
    [allow('iot:Publish', 'topic/*'), deny('iot:Publish', 'topic/${iot:ClientId}/bar')],
    'iot:Publish',
    'topic/pump/bar',
    false,
  ],
  [
    'Deny elsewhere does not',
    [allow('iot:Publish', 'topic/*'), deny('iot:Publish', 'topic/${iot:ClientId}/bar')],
    'iot:Publish',
    'topic/pump/foo',
    true,
  ],
  ['the client id', [allow('iot:Publish', 'topic/${iot:ClientId}/*')], 'iot:Publish', 'topic/pump/x', true],
  ['another’s client id', [allow('iot:Publish', 'topic/${iot:ClientId}/*')], 'iot:Publish', 'topic/valve/x', false],
  [
    'the thing’s name',
    [allow('iot:Connect', 'client/${iot:Connection.Thing.ThingName}')],
    'iot:Connect',
    'client/pump',
    true,
  ],
  [
    'its type',
    [allow('iot:Publish', 'topic/${iot:Connection.Thing.ThingTypeName}')],
    'iot:Publish',
    'topic/pumps',
    true,
  ],
  [
    'its attributes',
    [allow('iot:Publish', 'topic/${iot:Connection.Thing.Attributes[site]}/x')],
    'iot:Publish',
    'topic/north/x',
    true,
  ],
  [
    'an attribute it has not',
    [allow('iot:Publish', 'topic/${iot:Connection.Thing.Attributes[zone]}/x')],
    'iot:Publish',
    'topic//x',
    false,
  ],
  [
    'NotResource',
    [{ Effect: 'Allow', Action: 'iot:Publish', NotResource: `${ARN}topic/secret` }],
    'iot:Publish',
    'topic/secret',
    false,
  ],
  [
    'NotAction',
    [{ Effect: 'Allow', NotAction: 'iot:Subscribe', Resource: '*' }],
    'iot:Subscribe',
    'topicfilter/a',
    false,
  ],
  ['of several resources one suffices', [allow('iot:Receive', ['topic/a', 'topic/b'])], 'iot:Receive', 'topic/b', true],
];

describe('a decision', () => {
  for (const [what, statements, action, resource, expected] of DECISIONS) {
    test(`${what}: ${action} ${resource} is ${expected ? 'allowed' : 'denied'}`, () => {
      assert.equal(allows(statements, action, resource), expected);
    });
  }
});

const when = (operator: string, key: string, value: unknown) => [
  allow('iot:Publish', '*', { Condition: { [operator]: { [key]: value } } }),
];
const CONDITIONS: [operator: string, key: string, value: unknown, pump: boolean, stranger: boolean][] = [
  ['Bool', 'iot:Connection.Thing.IsAttached', ['true'], true, false],
  ['Bool', 'iot:Connection.Thing.IsAttached', 'false', false, true],
  ['StringEquals', 'iot:Connection.Thing.Attributes[site]', 'north', true, false],
  ['StringEquals', 'iot:Connection.Thing.ThingTypeName', ['valves', 'pumps'], true, false],
  ['StringNotEquals', 'iot:Connection.Thing.ThingTypeName', 'valves', true, true],
  ['StringLike', 'iot:Connection.Thing.ThingName', 'pu*', true, false],
  ['StringEquals', 'iot:ClientId', '${iot:Connection.Thing.ThingName}', true, false],
  ['StringEqualsIfExists', 'iot:Connection.Thing.ThingTypeName', 'pumps', true, true],
  ['Null', 'iot:Connection.Thing.ThingName', 'true', false, true],
  ['IpAddress', 'aws:SourceIp', ['192.0.2.0/24'], true, false],
  ['NotIpAddress', 'aws:SourceIp', '192.0.2.0/24', false, true],
];

describe('a condition', () => {
  for (const [operator, key, value, pump, stranger] of CONDITIONS) {
    test(`${operator} ${key} ${JSON.stringify(value)}`, () => {
      const statements = when(operator, key, value);
      assert.equal(allows(statements, 'iot:Publish', 'topic/a'), pump);
      assert.equal(allows(statements, 'iot:Publish', 'topic/a', { context: STRANGER }), stranger);
    });
  }
});

// https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html, "MQTT persistent sessions policy examples"
const PERSISTENT = 'PersistentConnect';
const WILL = 'LastWill';
const onConnect = (operator: string, ...values: string[]) =>
  allow('iot:Connect', '*', { Condition: { [operator]: { 'iot:ConnectAttributes': values } } });
const CONNECTS: [string, object[], attributes: string[], boolean][] = [
  ['all of them named', [onConnect('ForAllValues:StringEquals', PERSISTENT, WILL)], [PERSISTENT, WILL], true],
  ['one of them not named', [onConnect('ForAllValues:StringEquals', PERSISTENT)], [PERSISTENT, WILL], false],
  ['none asked for', [onConnect('ForAllValues:StringEquals', PERSISTENT)], [], true],
  ['none allowed', [onConnect('ForAllValues:StringEquals')], [WILL], false],
  ['none allowed, none asked for', [onConnect('ForAllValues:StringEquals')], [], true],
  ['all but one', [onConnect('ForAllValues:StringNotEquals', PERSISTENT)], [WILL], true],
  ['all but this one', [onConnect('ForAllValues:StringNotEquals', PERSISTENT)], [PERSISTENT], false],
  ['one demanded', [onConnect('ForAnyValue:StringEquals', PERSISTENT)], [PERSISTENT, WILL], true],
  ['one demanded, none there', [onConnect('ForAnyValue:StringEquals', PERSISTENT)], [], false],
];

describe('the attributes of a connect', () => {
  for (const [what, statements, attributes, expected] of CONNECTS) {
    test(what, () => {
      const connect = { 'iot:ConnectAttributes': attributes };
      assert.equal(allows(statements, 'iot:Connect', 'client/pump', { connect }), expected);
    });
  }

  test('and the topic of its will', () => {
    const condition = { ArnEquals: { 'iot:LastWillTopic': `${ARN}topic/wills/*` } };
    const ask = (topic: string) =>
      allows([allow('iot:Connect', '*', { Condition: condition })], 'iot:Connect', 'client/pump', {
        connect: { 'iot:LastWillTopic': `${ARN}topic/${topic}` },
      });
    assert.deepEqual([ask('wills/pump'), ask('other')], [true, false]);
  });
});

test('without a statement nothing is allowed', () => {
  const policy = compilePolicy([], { context: PUMP, connect: {} });
  assert.equal(policy.allows('iot:Connect', `${ARN}client/pump`), false);
});

test('nobody widens a pattern of a condition by their own client id', () => {
  const statements = when('StringLike', 'iot:Connection.Thing.Attributes[site]', '${iot:ClientId}');
  const context = { ...PUMP, 'iot:ClientId': '*' };
  assert.equal(allows(statements, 'iot:Publish', 'topic/a', { context }), false);
});

test('what is not evaluated here is refused when it is stored', () => {
  const problem = (statement: object) => {
    const reading = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), 'device');
    return 'problem' in reading ? reading.problem : undefined;
  };
  const base = allow('iot:Publish', 'topic/a');
  assert.equal(problem(allow('iot:Publish', 'topic/${iot:Thing.ThingName}'))?.kind, 'unsupported');
  assert.equal(problem({ ...base, Condition: { NumericEquals: { 'iot:ClientId': 1 } } })?.kind, 'unsupported');
  assert.equal(problem({ ...base, Condition: { StringEquals: { 'iot:Foo': 'x' } } })?.kind, 'unsupported');
  assert.equal(problem({ ...base, Condition: { IpAddress: { 'aws:SourceIp': '300.0.0.0/8' } } })?.kind, 'malformed');
  assert.equal(problem({ ...base, Principal: '*' })?.kind, 'malformed');
  assert.equal(problem({ ...base, Condition: { StringEquals: { 'iot:ClientId': '${iot:ClientId}' } } }), undefined);
});
