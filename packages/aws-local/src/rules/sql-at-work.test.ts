// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates look like that, and are no template strings.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '@thingdock/testkit';
import { REALM } from '../../test/iot-fixture.ts';
import { inbox } from '../../test/mqtt-device.ts';
import { message, republish, rule, sns, withRules } from '../../test/rules-fixture.ts';

const READER = 'arn:aws:iam::111122223333:role/reader';

describe('get_thing_shadow', () => {
  const alarm = rule(
    'alarm',
    `SELECT get_thing_shadow(topic(1), 'limits', '${READER}').state.desired.max AS max FROM '+/temperature' ` +
      `WHERE celsius > get_thing_shadow(topic(1), 'limits', '${READER}').state.desired.max`,
    [sns('alarms')],
  );
  const limits = { ...REALM, thingName: 'pump', shadowName: 'limits' };

  test('reads a shadow while the rule is evaluated', async (t) => {
    const { iot, send, sent } = await withRules(t, [alarm]);
    await send('pump/temperature', '{"celsius":99}');
    iot.shadows.request(limits, 'update', Buffer.from('{"state":{"desired":{"max":80}}}'));
    await send('pump/temperature', '{"celsius":79}');
    await send('pump/temperature', '{"celsius":81}');
    await send('valve/temperature', '{"celsius":81}');
    assert.deepEqual(sent(), [{ topicArn: 'alarms', max: 80 }]);
  });

  test('gives nothing that its role may not read', async (t) => {
    const asked: string[] = [];
    const { iot, send, sent } = await withRules(t, [alarm], {
      mayRole(roleArn, action, resource) {
        asked.push(`${roleArn} ${action} ${resource}`);
        return action === 'iot:GetThingShadow' ? 'implicit_deny' : 'allow';
      },
    });
    iot.shadows.request(limits, 'update', Buffer.from('{"state":{"desired":{"max":80}}}'));
    await send('pump/temperature', '{"celsius":81}');
    assert.deepEqual(asked, [`${READER} iot:GetThingShadow arn:aws:iot:eu-central-1:111122223333:thing/pump`]);
    assert.deepEqual(sent(), []);
  });
});

test('variables of SET have one value everywhere, in templates too', async (t) => {
  const { send, device, credentials } = await withRules(t, [
    rule('sort', "SET @id = newuuid(), @site = upper(site) SELECT @id AS id, @site AS site FROM 'in'", [
      republish('out/${@site}/${@id}'),
    ]),
  ]);
  const pump = await device('pump', await credentials());
  const received = inbox(pump);
  await pump.subscribeAsync('out/+/+');
  await send('in', '{"site":"north"}');
  await until('it came', () => received.length === 1);
  const [topic = '', payload = ''] = received[0]?.split(' ') ?? [];
  const { id, site } = JSON.parse(payload);
  assert.deepEqual([topic, site], [`out/NORTH/${id}`, 'NORTH']);
});

test('a rule without FROM hears Basic Ingest alone, from other rules as well', async (t) => {
  const { send, sent } = await withRules(t, [
    rule('direct', 'SELECT topic() AS topic, a', [sns('s')]),
    rule('forward', "SELECT * FROM 'in'", [republish('$$aws/rules/direct/from/${topic()}')]),
  ]);
  await send('a', '{"a":0}');
  await send('$aws/rules/direct/x', '{"a":1}');
  await send('in', '{"a":2}');
  await until('both', () => sent().length === 2);
  assert.deepEqual(sent(), [
    { topicArn: 's', topic: 'x', a: 1 },
    { topicArn: 's', topic: 'from/in', a: 2 },
  ]);
});

test('SELECT VALUE sends a bare value, and an empty text when there is none', async (t) => {
  const { send, published } = await withRules(t, [rule('bare', "SELECT VALUE list[0] FROM 'in'", [sns('s')])]);
  await send('in', '{"list":["text"]}');
  await send('in', '{"list":[[1,2]]}');
  await send('in', '{}');
  assert.deepEqual(
    published.map(({ message: text }) => text),
    ['"text"', '[1,2]', ''],
  );
});

test('all rules that a message meets are told the same trace id, and the error action too', async (t) => {
  const { send, sent } = await withRules(t, [
    rule('one', "SELECT traceid() AS trace FROM 'in'", [sns('s')]),
    rule('two', "SELECT traceid() AS trace FROM 'in'", [sns('s'), republish('$$aws/no/${topic()}')], {
      errorAction: sns('errors'),
    }),
  ]);
  await send('in', '{}');
  const [first, second, errors] = sent();
  assert.match(first.trace, /^[0-9a-f-]{36}$/);
  assert.equal(second.trace, first.trace);
  assert.equal(errors.cloudwatchTraceId, first.trace);
  assert.deepEqual(errors.failures[0].failedResource, '$aws/no/in');
  await send('in', '{}');
  assert.notEqual(sent()[3].trace, first.trace);
});

test('an error action can be a republish, whose template sees the message that failed', async (t) => {
  const { send, device, credentials } = await withRules(
    t,
    [
      rule('bad', "SELECT * FROM 'in/+'", [sns('nowhere')], {
        errorAction: republish("errors/${replace(topic(), '/', '-')}"),
      }),
    ],
    { mayRole: (_role, action) => (action === 'sns:Publish' ? 'explicit_deny' : 'allow') },
  );
  const pump = await device('pump', await credentials());
  const received = inbox(pump);
  await pump.subscribeAsync('errors/#');
  await send('in/x', 'no json');
  await until('it came', () => received.length === 1);
  const [topic = '', ...words] = received[0]?.split(' ') ?? [];
  assert.equal(topic, 'errors/in-x');
  const { failures, base64OriginalPayload, ...rest } = JSON.parse(words.join(' '));
  assert.equal(Buffer.from(base64OriginalPayload, 'base64').toString(), 'no json');
  assert.deepEqual([rest.ruleName, rest.topic, rest.clientId], ['bad', 'in/x', 'pump']);
  assert.match(failures[0].errorMessage, /not authorized to perform: sns:Publish on resource: nowhere/);
});

test('the address of a device can be asked for', async (t) => {
  const { sent, device, credentials, iot } = await withRules(t, [
    rule('where', "SELECT sourceip() AS ip FROM 'in'", [sns('s')]),
  ]);
  const pump = await device('pump', await credentials());
  await pump.publishAsync('in', '{}', { qos: 1 });
  await iot.broker.publish(message('in', '{}', { sender: { kind: 'caller', principal: 'AIDA' } }));
  await until('both', () => sent().length === 2);
  assert.match(sent()[0].ip, /^(::ffff:)?127\.0\.0\.1$|^::1$/);
  assert.deepEqual(sent()[1], { topicArn: 's' });
});
