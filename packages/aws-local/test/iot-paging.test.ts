import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import fc from 'fast-check';
import { startWithClients, text } from './iot-clients.ts';

type Page = { names: (string | undefined)[]; next?: string | undefined };

test('every list gives each item once, whatever the size of its pages', async (t) => {
  const { control, newCertificate, aws } = await startWithClients(t);
  const names = Array.from({ length: 7 }, (_, index) => `n${index}`);
  const { certificateArn: principal } = await newCertificate();
  const policyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}';
  for (const name of names) {
    await control.send(new iot.CreateThingTypeCommand({ thingTypeName: name }));
    await control.send(new iot.CreateThingCommand({ thingName: name, thingTypeName: name }));
    await control.send(new iot.AttachThingPrincipalCommand({ thingName: name, principal }));
    await control.send(new iot.CreatePolicyCommand({ policyName: name, policyDocument }));
    await control.send(new iot.AttachPolicyCommand({ policyName: name, target: principal }));
    const actions = [{ republish: { roleArn: aws.roleArn, topic: 'b' } }];
    const topicRulePayload = { sql: `SELECT * FROM 'a/${name}'`, actions };
    await control.send(new iot.CreateTopicRuleCommand({ ruleName: name, topicRulePayload }));
  }
  const lists: Record<string, (size: number, token?: string) => Promise<Page>> = {
    async ListThings(maxResults, nextToken) {
      const page = await control.send(new iot.ListThingsCommand({ maxResults, nextToken }));
      return { names: (page.things ?? []).map((one) => one.thingName), next: page.nextToken };
    },
    async ListThingTypes(maxResults, nextToken) {
      const page = await control.send(new iot.ListThingTypesCommand({ maxResults, nextToken }));
      return { names: (page.thingTypes ?? []).map((one) => one.thingTypeName), next: page.nextToken };
    },
    async ListPrincipalThings(maxResults, nextToken) {
      const page = await control.send(new iot.ListPrincipalThingsCommand({ principal, maxResults, nextToken }));
      return { names: page.things ?? [], next: page.nextToken };
    },
    async ListPolicies(pageSize, marker) {
      const page = await control.send(new iot.ListPoliciesCommand({ pageSize, marker, ascendingOrder: true }));
      return { names: (page.policies ?? []).map((one) => one.policyName), next: page.nextMarker };
    },
    async ListAttachedPolicies(pageSize, marker) {
      const page = await control.send(new iot.ListAttachedPoliciesCommand({ target: principal, pageSize, marker }));
      return { names: (page.policies ?? []).map((one) => one.policyName), next: page.nextMarker };
    },
    async ListTopicRules(maxResults, nextToken) {
      const page = await control.send(new iot.ListTopicRulesCommand({ maxResults, nextToken }));
      return { names: (page.rules ?? []).map((one) => one.ruleName), next: page.nextToken };
    },
  };
  const everyPage = fc.asyncProperty(
    fc.constantFrom(...Object.keys(lists)),
    fc.integer({ min: 1, max: 9 }),
    async (list, size) => {
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const page: Page = (await lists[list]?.(size, next)) ?? { names: [] };
        assert.ok(page.names.length <= size);
        seen.push(...page.names.map(text));
        next = page.next;
      } while (next !== undefined);
      assert.deepEqual(seen.sort(), names);
    },
  );
  await fc.assert(everyPage, { numRuns: 60 });
});
