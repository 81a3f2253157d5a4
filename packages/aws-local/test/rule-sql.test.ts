// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates look like that, and are no template strings.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { until } from '@thingdock/testkit';
import { refusedAs, startWithClients } from './iot-clients.ts';
import { inbox } from './mqtt-device.ts';

async function withRules(t: TestContext) {
  const clients = await startWithClients(t);
  const { aws, control } = clients;
  const republish = (topic: string, more: object = {}): iot.Action => ({
    republish: { topic, roleArn: aws.roleArn, ...more },
  });
  const create = (sql: string, actions: iot.Action[], awsIotSqlVersion = '2016-03-23') =>
    control.send(
      new iot.CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload: { sql, actions, awsIotSqlVersion } }),
    );
  return { ...clients, republish, create };
}

test('a rule with nearly everything in it, from its making to what comes of a message', async (t) => {
  const { control, credentials, device, republish, create } = await withRules(t);
  const sql =
    'SET @hot = (SELECT n, v FROM sensors WHERE v > 40) SELECT topic(2) AS device, get(@hot, 0).n AS first, ' +
    "(SELECT VALUE n FROM sensors) AS names.all, CASE unit WHEN 'C' THEN 'Celsius' ELSE 'Kelvin' END AS names.unit, " +
    "trunc(battery * 1.25, 1) + 1 AS battery, parse_time('yyyy-MM-dd', at) AS day FROM 'plants/+/data' " +
    "WHERE EXISTS (SELECT * FROM sensors WHERE v > 40) AND unit IN ['C', 'K'] AND regexp_matches(serial, '^[A-Z]{2}\\d+$')";
  await create(sql, [republish('alarms/${topic(2)}/${lower(get(@hot, 0).n)}', { qos: 1 })]);
  const { rule } = await control.send(new iot.GetTopicRuleCommand({ ruleName: 'r' }));
  assert.equal(rule?.sql, sql);

  const pump = await device('pump', await credentials());
  const received = inbox(pump);
  await pump.subscribeAsync('alarms/#', { qos: 1 });
  const message = {
    serial: 'AB12',
    unit: 'C',
    battery: 3,
    at: 1_500_000_000_000,
    sensors: [
      { n: 'Air', v: 21.5 },
      { n: 'Oil', v: 61 },
    ],
  };
  for (const changes of [{ serial: 'x' }, { unit: 'F' }, { sensors: [{ n: 'Oil', v: 12 }] }, {}]) {
    await pump.publishAsync('plants/pump/data', JSON.stringify({ ...message, ...changes }), { qos: 1 });
  }
  await until('the alarm came', () => received.length === 1);
  const [topic, payload = ''] = received[0]?.split(' ') ?? [];
  assert.equal(topic, 'alarms/pump/oil');
  assert.deepEqual(JSON.parse(payload), {
    device: 'pump',
    first: 'Oil',
    names: { all: ['Air', 'Oil'], unit: 'Celsius' },
    battery: 4.7,
    day: '2017-07-14',
  });
});

describe('what cannot be run is refused when the rule is made:', () => {
  const table: [what: string, sql: string, reason: RegExp][] = [
    [
      'a function of another service',
      "SELECT aws_lambda('arn', *) AS x FROM 'a'",
      /does not know the function aws_lambda/,
    ],
    ['an operator that is none', "SELECT a || b AS x FROM 'a'", /unexpected character "\|" at position 10/],
    ['a half-written statement', "SELECT a AS FROM 'a'", /expected a name after AS, found 'FROM' at position 13/],
    ['a variable that nobody sets', "SELECT @x AS x FROM 'a'", /@x is not set at position 8/],
  ];
  for (const [what, sql, reason] of table) {
    test(what, async (t) => {
      const { control, republish, create } = await withRules(t);
      await assert.rejects(create(sql, [republish('b')]), refusedAs('SqlParseException', 400, reason));
      const { rules } = await control.send(new iot.ListTopicRulesCommand({}));
      assert.deepEqual(rules, []);
    });
  }

  test('what a version does not have, a template of nothing, and headers of MQTT 5', async (t) => {
    const { republish, create } = await withRules(t);
    const parseError = (reason: RegExp) => refusedAs('SqlParseException', 400, reason);
    await assert.rejects(
      create("SELECT (SELECT VALUE n FROM e) AS l FROM 'a'", [republish('b')], '2015-10-08'),
      parseError(/a nested SELECT needs SQL version 2016-03-23/),
    );
    await assert.rejects(create("SELECT * FROM 'a'", [republish('${@x}')]), parseError(/@x is not set/));
    await assert.rejects(
      create("SELECT * FROM 'a'", [republish('b', { headers: { contentType: 'text/plain' } })]),
      refusedAs('InvalidRequestException', 400, /does not carry the headers of MQTT 5/),
    );
  });
});
