// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates look like that, and are no template strings.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '@thingdock/testkit';
import { REALM, silent, startTestIot } from '../../test/iot-fixture.ts';
import { inbox } from '../../test/mqtt-device.ts';
import { message, ROLE, republish, rule, sns, withRules } from '../../test/rules-fixture.ts';
import { AwsError } from '../stand-in.ts';
import { createRules } from './engine.ts';
import type { TopicRule } from './rule.ts';

/** The rules of a connection, as the control plane makes them. */
const CONNECTION_RULES = [
  rule(
    'enebular_shadow_update',
    "SELECT * FROM 'enebular/things/+/shadow/update' WHERE isUndefined(state.desired) AND NOT (state.reported.enebular.awsiot.connected)",
    [republish('$$aws/things/${topic(3)}/shadow/update', 1)],
  ),
  rule(
    'enebular_status_push_rule',
    'SELECT topic(3) AS thingName, state.reported.enebular AS enebular, version, timestamp, clientToken, timestamp() AS receivedAt ' +
      "FROM '$aws/things/+/shadow/update/accepted' WHERE NOT isUndefined(state.reported.enebular)",
    [sns('status')],
  ),
  rule(
    'enebular_devicestate_push_rule',
    "SELECT topic(3) AS thingName, clientid() AS clientId, principal() AS principal, timestamp() AS receivedAt, encode(*, 'base64') AS payload " +
      "FROM 'enebular/things/+/msg/from_device'",
    [sns('devicestate')],
  ),
];

describe('the rules of a connection', () => {
  const connected = '{"state":{"reported":{"enebular":{"awsiot":{"connected":true}}}},"clientToken":"pump-0"}';
  const lost = '{"state":{"reported":{"enebular":{"awsiot":{"connected":false}}}}}';

  test('a device that connects and is lost shows in two messages, the second without a client token', async (t) => {
    const { device, credentials, iot, sent } = await withRules(t, CONNECTION_RULES);
    const pump = await device('pump', await credentials(), {
      will: { topic: 'enebular/things/pump/shadow/update', payload: Buffer.from(lost), qos: 0, retain: false },
    });
    await pump.publishAsync('$aws/things/pump/shadow/update', connected, { qos: 1 });
    await until('the first message', () => sent().length === 1);
    pump.stream.destroy();
    await until('the second message', () => sent().length === 2);
    const [first, second] = sent();
    assert.deepEqual(
      { ...first, timestamp: 0, receivedAt: 0 },
      {
        topicArn: 'status',
        thingName: 'pump',
        enebular: { awsiot: { connected: true } },
        version: 1,
        timestamp: 0,
        clientToken: 'pump-0',
        receivedAt: 0,
      },
    );
    assert.equal(second.enebular.awsiot.connected, false);
    assert.equal(second.version, 2);
    assert.equal('clientToken' in second, false);
    const shadow = iot.shadows.request({ ...REALM, thingName: 'pump' }, 'get', Buffer.alloc(0));
    assert.deepEqual(JSON.parse(shadow.toString()).state.reported, { enebular: { awsiot: { connected: false } } });
  });

  test('nothing but a will that says "not connected" goes by the republish into a shadow', async (t) => {
    const { send, counts } = await withRules(t, CONNECTION_RULES);
    for (const payload of [
      '{"state":{"desired":{"message":"evil"},"reported":{"enebular":{"awsiot":{"connected":false}}}}}',
      '{"state":{"reported":{"enebular":{"awsiot":{"connected":true}}}}}',
      '{"state":{"reported":{"other":1}}}',
      '{"state":{"desired":null}}',
      'no json',
    ]) {
      await send('enebular/things/victim/shadow/update', payload);
    }
    assert.equal(counts.get('rules.matched'), undefined);
    assert.equal(counts.get('shadow.update.accepted'), undefined);
    await send('enebular/things/pump/shadow/update', lost);
    await until('the shadow was updated', () => counts.get('shadow.update.accepted') === 1);
  });

  test('a control message arrives byte by byte, with who really sent it', async (t) => {
    const { device, credentials, sent } = await withRules(t, CONNECTION_RULES);
    const mine = await credentials();
    const pump = await device('pump', mine);
    const frame = Buffer.from('{"thingName":"victim",  "type":"req"}\n\u00e4');
    await pump.publishAsync('enebular/things/pump/msg/from_device', frame, { qos: 1 });
    await until('it came', () => sent().length === 1);
    const [{ receivedAt, ...rest }] = sent();
    assert.deepEqual(rest, {
      topicArn: 'devicestate',
      thingName: 'pump',
      clientId: 'pump',
      principal: mine.certificateId,
      payload: frame.toString('base64'),
    });
    assert.ok(Math.abs(receivedAt - Date.now()) < 10_000);
  });
});

describe('which rules a message meets', () => {
  test('enabled rules whose filter matches, in the realm of the message', async (t) => {
    const { send, sent, iot } = await withRules(t, [
      rule('one', "SELECT topic() AS topic FROM 'a/+'", [sns('one')]),
      rule('off', "SELECT topic() AS topic FROM 'a/+'", [sns('off')], { ruleDisabled: true }),
      rule('other', "SELECT topic() AS topic FROM 'b'", [sns('other')]),
    ]);
    await send('a/x', '{}');
    await send('a/x', '{}', { realm: { ...REALM, region: 'us-east-1' } });
    await send('a', '{}');
    assert.deepEqual(sent(), [{ topicArn: 'one', topic: 'a/x' }]);
    iot.rules.put(REALM, rule('one', "SELECT topic() AS topic FROM 'c/+'", [sns('one')]));
    await send('a/x', '{}');
    await send('c/x', '{}');
    assert.equal(sent()[1].topic, 'c/x');
    iot.rules.delete(REALM, 'one');
    await send('c/x', '{}');
    assert.equal(sent().length, 2);
  });

  test('Basic Ingest names its rule whatever FROM says, hides its prefix and reaches no subscriber', async (t) => {
    const { device, credentials, sent } = await withRules(t, [
      rule('direct', "SELECT *, topic(3) AS third FROM 'x'", [sns('s')]),
    ]);
    const pump = await device('pump', await credentials());
    const received = inbox(pump);
    await pump.subscribeAsync('#');
    await pump.publishAsync('$aws/rules/direct/a/b/victim', '{"n":1}', { qos: 1 });
    await pump.publishAsync('$aws/rules/nosuch/a', '{}', { qos: 1 });
    await until('the rule ran', () => sent().length === 1);
    assert.deepEqual(sent(), [{ topicArn: 's', n: 1, third: 'victim' }]);
    await pump.publishAsync('last', 'x', { qos: 1 });
    await until('the last one came', () => received.length > 0);
    assert.deepEqual(received, ['last x']);
  });

  test('a message of a caller over HTTP has no client id', async (t) => {
    const { send, sent } = await withRules(t, [
      rule('who', "SELECT clientid() AS c, principal() AS p FROM 'a'", [sns('s')]),
    ]);
    await send('a', 'x', { sender: { kind: 'caller', principal: 'AIDAEXAMPLE' } });
    await send('a', 'x', { sender: { kind: 'shadow' } });
    assert.deepEqual(sent(), [
      { topicArn: 's', c: 'n/a', p: 'AIDAEXAMPLE' },
      { topicArn: 's', c: 'n/a' },
    ]);
  });
});

test('a rule that cannot be evaluated does not keep the others from their work', async (t) => {
  const { send, sent, counts } = await withRules(t, [
    rule('a', "SELECT * FROM 'in'", [sns('a')]),
    rule('b', "SELECT topic() AS topic FROM 'in'", [sns('b')]),
  ]);
  await send('in', '['.repeat(60_000) + ']'.repeat(60_000));
  assert.deepEqual(sent(), [{ topicArn: 'b', topic: 'in' }]);
  assert.equal(counts.get('rules.failed'), 1);
});

describe('actions', () => {
  test('a republish reaches subscribers and other rules; raw bytes stay as they are', async (t) => {
    const { device, credentials, send, published } = await withRules(t, [
      rule('copy', "SELECT * FROM 'in/+'", [republish('out/${topic(2)}', 1)]),
      rule('tell', "SELECT * FROM 'out/+'", [sns('s', 'JSON')]),
    ]);
    const pump = await device('pump', await credentials());
    const received = inbox(pump);
    await pump.subscribeAsync('out/+', { qos: 1 });
    await send('in/x', 'raw bytes');
    await until('it came', () => received.length === 1);
    assert.deepEqual(received, ['out/x raw bytes']);
    assert.deepEqual(published, [{ topicArn: 's', message: 'raw bytes', messageStructure: 'json' }]);
  });

  test('rules that feed each other are stopped after ten hops', async (t) => {
    const { send, counts } = await withRules(t, [
      rule('ping', "SELECT * FROM 'ping'", [republish('pong')]),
      rule('pong', "SELECT * FROM 'pong'", [republish('ping')]),
    ]);
    await send('ping', '{}');
    await until('the loop was broken', () => counts.get('rules.loops') === 1);
    assert.equal(counts.get('rules.actions.ok'), 10);
  });

  test('a loop by way of a shadow is stopped as well', async (t) => {
    const { send, counts } = await withRules(t, [
      rule('loop', "SELECT state FROM '$aws/things/+/shadow/update/accepted'", [
        republish('$$aws/things/${topic(3)}/shadow/update'),
      ]),
    ]);
    await send('$aws/things/pump/shadow/update', '{"state":{"reported":{"a":1}}}');
    await until('the loop was broken', () => counts.get('rules.loops') === 1);
    assert.equal(counts.get('shadow.update.accepted'), 11);
  });

  test('that fail are counted, do not hinder the others, and go to the error action in one message', async (t) => {
    const asked: string[] = [];
    const { send, counts, sent } = await withRules(
      t,
      [
        rule(
          'mixed',
          "SELECT * FROM 'a'",
          [sns('forbidden'), republish('$$aws/things/x/jobs/start'), republish('t/${missing}'), sns('fine')],
          { errorAction: sns('errors') },
        ),
      ],
      {
        mayRole(roleArn, action, resource) {
          asked.push(`${action} ${resource}`);
          assert.equal(roleArn, ROLE);
          return resource === 'forbidden' ? 'implicit_deny' : 'allow';
        },
      },
    );
    await send('a', '{"n":1}');
    assert.deepEqual(asked, ['sns:Publish forbidden', 'sns:Publish fine', 'sns:Publish errors']);
    assert.equal(counts.get('rules.actions.ok'), 2);
    assert.equal(counts.get('rules.actions.failed'), 3);
    const [fine, errors] = sent();
    assert.deepEqual(fine, { topicArn: 'fine', n: 1 });
    const { failures, cloudwatchTraceId, ...rest } = errors;
    assert.equal(typeof cloudwatchTraceId, 'string');
    assert.deepEqual(rest, {
      topicArn: 'errors',
      ruleName: 'mixed',
      topic: 'a',
      clientId: 'pump',
      base64OriginalPayload: Buffer.from('{"n":1}').toString('base64'),
    });
    assert.deepEqual(
      failures.map(({ failedAction, failedResource }: Record<string, string>) => [failedAction, failedResource]),
      [
        ['SnsAction', 'forbidden'],
        ['RepublishAction', '$aws/things/x/jobs/start'],
        ['RepublishAction', 't/${missing}'],
      ],
    );
    assert.match(
      failures[0].errorMessage,
      /role\/rules is not authorized to perform: sns:Publish on resource: forbidden/,
    );
  });

  test('need a role that AWS IoT may assume at that moment, for this rule of this account', async (t) => {
    const contexts: unknown[] = [];
    const { send, counts } = await withRules(t, [rule('r', "SELECT * FROM 'a'", [sns('s')])], {
      mayAssume(roleArn, service, context) {
        contexts.push([roleArn, service, context]);
        return false;
      },
    });
    await send('a', '{}');
    assert.equal(counts.get('rules.actions.failed'), 1);
    assert.deepEqual(contexts, [
      [
        ROLE,
        'iot.amazonaws.com',
        { 'aws:SourceArn': 'arn:aws:iot:eu-central-1:111122223333:rule/r', 'aws:SourceAccount': '111122223333' },
      ],
    ]);
  });
});

test('a rule that cannot be run is refused with SqlParseException and not stored', async (t) => {
  const { iot } = await startTestIot(t);
  for (const bad of [
    rule('r', "SELECT nosuch() AS x FROM 'a'", []),
    rule('r', "SELECT * FROM 'a'", [republish('t/${topic(}')]),
    rule('r', "SELECT * FROM 'a'", [], { errorAction: sns('arn:${nosuch()}') }),
    rule('r', "SELECT * FROM 'a' WHERE isUndefined(b)", [], { awsIotSqlVersion: '2015-10-08' }),
  ]) {
    assert.throws(
      () => iot.rules.put(REALM, bad),
      (error: unknown) => error instanceof AwsError && error.code === 'SqlParseException' && error.status === 400,
    );
  }
  assert.deepEqual(iot.rules.list(REALM), []);
});

test('rules are at work again after a restart; one that cannot be run any more is reported and left alone', async (t) => {
  const { deps, store, published } = await startTestIot(t);
  store.table<TopicRule>('iot.rules').set('111122223333/eu-central-1/bad', rule('bad', 'no SQL', []));
  store
    .table<TopicRule>('iot.rules')
    .set('111122223333/eu-central-1/good', rule('good', "SELECT * FROM 'a'", [sns('s')]));
  const errors: object[] = [];
  const log = { ...silent, error: (fields: object) => void errors.push(fields) };
  const rules = createRules({
    ...deps,
    log,
    shadows: { read: () => undefined },
    broker: { publish: async () => undefined },
  });
  rules.receive(message('a', '{}'));
  await rules.idle();
  assert.equal(published.length, 1);
  assert.deepEqual(
    errors.map((fields) => 'event' in fields && fields.event),
    ['rule.unusable'],
  );
});
