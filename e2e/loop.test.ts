import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DeleteTopicRuleCommand, IoTClient, ListTopicRulesCommand } from '@aws-sdk/client-iot';
import type { Device } from '@thingdock/api';
import { until } from '@thingdock/testkit';
import { DATABASES } from './system/databases.ts';
import { helloFlow } from './system/flow.ts';
import { pageOf } from './system/page.ts';
import type { Program } from './system/program.ts';
import { connect, REGION, type System, startSystem } from './system/system.ts';

for (const database of DATABASES)
  describe(`the loop, on ${database}: connect, see, deploy`, () => {
    let system: System;
    let projectId: string;
    let connectionId: string;
    let agent: Program;
    let configFile: string;

    before(async () => {
      system = await startSystem(database);
    });
    after(() => system.stop());

    const device = () => system.cli.json<Device>('devices', 'show', 'gateway-1', '--connection', connectionId);
    const status = (wanted: Device['status']) =>
      until(`the device to be ${wanted}`, async () => {
        const seen = await device();
        return seen.status === wanted && seen;
      });
    const iot = () => new IoTClient({ endpoint: system.aws.endpointUrl, region: REGION, credentials: system.aws.root });
    const ruleNames = async () =>
      ((await iot().send(new ListTopicRulesCommand({}))).rules ?? []).map(({ ruleName }) => ruleName).sort();

    it('connects the account with one command and leaves exactly three rules', async () => {
      ({ id: projectId } = await system.cli.json<{ id: string }>('projects', 'create', '--name', 'Plant North'));
      connectionId = await connect(system, projectId);
      assert.deepEqual(await ruleNames(), [
        'enebular_devicestate_push_rule',
        'enebular_shadow_update',
        'enebular_status_push_rule',
      ]);
    });

    it('shows a new device as unknown and never seen, until its agent connects', async () => {
      const folder = join(system.folder, 'gateway-1');
      await system.cli.json('things', 'create', 'gateway-1', '--connection', connectionId, '--out', folder);
      configFile = join(folder, 'config.json');
      const fresh = await until('the device to be listed', device);
      assert.deepEqual([fresh.status, fresh.reason], ['unknown', 'never_seen']);
      agent = await system.startAgent(configFile);
      // Status and the rest of what a device says of itself travel apart: the one may be there before the other.
      await status('connected');
      const connected = await until('the agent to be known', async () => {
        const seen = await device();
        return seen.agentType && seen;
      });
      assert.deepEqual([connected.status, connected.agentType], ['connected', 'thingdock-agent']);
      assert.match(connected.agentVersion ?? '', /^\d+\.\d+\.\d+/);
    });

    it('deploys a flow that the device’s Node-RED then serves', async () => {
      const file = join(system.folder, 'flows.json');
      writeFileSync(file, helloFlow('version one'));
      const flow = await system.cli.json<{ id: string }>(
        'flows',
        'create',
        '--project',
        projectId,
        '--name',
        'Hello',
        '--file',
        file,
      );
      await system.cli.json(
        'deployments',
        'create',
        '--flow',
        flow.id,
        '--connection',
        connectionId,
        '--device',
        'gateway-1',
        '--wait',
      );
      assert.equal(await pageOf(configFile), 'version one');
      const { flow: deployed } = await device();
      assert.deepEqual([deployed?.name, deployed?.version], ['Hello', 1]);
    });

    it('sees a killed agent as disconnected, on the live feed too, and its return', async () => {
      const heard: string[] = [];
      const stop = new AbortController();
      const reading = (async () => {
        for await (const message of system.client.feed({ projectId, signal: stop.signal }))
          if (message.event === 'changes')
            heard.push(...message.changes.filter(({ type }) => type === 'device').flatMap(({ keys }) => keys));
          else heard.push(message.event);
      })().catch(() => {});
      await until('the feed to be open', () => heard.includes('ready'));
      const before = await device();
      agent.kill('SIGKILL');
      const gone = await status('disconnected');
      assert.equal(gone.reason, 'connection_lost');
      assert.ok((gone.since ?? '') > (before.since ?? ''));
      // The feed and the answer of the command come on ways of their own.
      await until('the feed to tell', () => heard.includes(`${connectionId}/gateway-1`));
      agent = await system.startAgent(configFile);
      await status('connected');
      stop.abort();
      await reading;
    });

    it('says when an agent stopped by itself', async () => {
      // With a token it can send its log before it goes; and Node-RED has to have said something.
      for (const said of ['"to":"authenticated"', 'Welcome to Node-RED'])
        await until(`the agent to say ${said}`, () => agent.output().includes(said));
      agent.kill('SIGTERM');
      assert.equal(await agent.ended, 0);
      assert.equal((await status('disconnected')).reason, 'clean_disconnect');
    });

    it('has the log that the agent sent before it went, with what Node-RED said in it', async () => {
      const { items } = await system.client.call('devices.logs', {
        params: { connectionId, deviceName: 'gateway-1' },
        query: { source: 'service.node-red', text: 'Welcome to Node-RED' },
      });
      assert.ok(items.length > 0);
    });

    it('delivers to a device that was offline when the flow was deployed', async () => {
      const file = join(system.folder, 'flows-2.json');
      writeFileSync(file, helloFlow('version two'));
      const { items } = await system.client.call('flows.list', { params: { projectId } });
      const flowId = items[0]?.id ?? '';
      await system.cli.json('flows', 'add-version', '--flow', flowId, '--file', file);
      const deployment = await system.cli.json<{ id: string }>(
        ...['deployments', 'create', '--flow', flowId, '--connection', connectionId, '--device', 'gateway-1'],
      );
      const params = { deploymentId: deployment.id };
      const waiting = await system.client.call('deployments.get', { params });
      assert.equal(waiting.summary, 'processing');
      assert.match(waiting.targets[0]?.message ?? '', /offline/i);
      agent = await system.startAgent(configFile);
      await until(
        'the deployment to succeed',
        async () => {
          const { summary } = await system.client.call('deployments.get', { params });
          assert.notEqual(summary, 'failed');
          return summary === 'successful';
        },
        { within: 60_000 },
      );
      assert.equal(await pageOf(configFile), 'version two');
    });

    it('carries on after the server was killed', async () => {
      system.server.kill('SIGKILL');
      await system.restartServer();
      assert.equal((await device()).status, 'connected');
      assert.ok(await system.cli.json('connections', 'list', '--project', projectId));
    });

    it('finds the device again when the connection is deleted and created anew', async () => {
      await system.cli.json('connections', 'delete', connectionId, '--release-licences', '--yes');
      assert.deepEqual(await ruleNames(), []);
      connectionId = await connect(system, projectId, { name: 'Plant again' });
      await status('connected');
      const { items } = await system.client.call('flows.list', { params: { projectId } });
      await system.cli.json(
        ...['deployments', 'create', '--flow', items[0]?.id ?? '', '--version', '1', '--connection', connectionId],
        ...['--device', 'gateway-1', '--wait'],
      );
      assert.equal(await pageOf(configFile), 'version one');
    });

    it('cannot see a device vanish once the rule for last wills is gone, and nothing happens then', async () => {
      await iot().send(new DeleteTopicRuleCommand({ ruleName: 'enebular_shadow_update' }));
      const wills = () => system.aws.counters()['mqtt.wills'] ?? 0;
      const [before, received] = [wills(), (await counters())['inbox.received'] ?? 0];
      agent.kill('SIGKILL');
      await until('the broker to have published the will', () => wills() === before + 1);
      // Whatever the will caused is on its way by now; a push that is sent after it proves that the way is open.
      await system.cli.json(
        'things',
        'create',
        'gateway-2',
        '--connection',
        connectionId,
        '--out',
        join(system.folder, 'gateway-2'),
      );
      const second = await system.startAgent(join(system.folder, 'gateway-2', 'config.json'));
      await until('the second device to be seen', async () => {
        const { items } = await system.client.call('devices.find', { params: { projectId } });
        return items.some(({ name, status: now }) => name === 'gateway-2' && now === 'connected');
      });
      assert.ok(((await counters())['inbox.received'] ?? 0) > received);
      assert.equal((await device()).status, 'connected');
      second.kill('SIGTERM');
    });

    const counters = () => system.client.call('counters.get', {});
  });
