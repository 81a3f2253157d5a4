import assert from 'node:assert/strict';
import { createVerify, X509Certificate } from 'node:crypto';
import { after, before, describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { PublishCommand } from '@aws-sdk/client-sns';
import { until } from '@thingdock/testkit';
import MessageValidator from 'sns-validator';
import { clients, startTestAws } from './aws-fixture.ts';
import { rawRequest } from './raw-request.ts';
import { topicWithWebhook } from './sns-fixture.ts';

type Message = Record<string, string>;

const validator = new MessageValidator(/^localhost:\d+$/);
const validate = promisify((message: Message, done: (error: Error | null, message?: unknown) => void) =>
  validator.validate({ ...message }, done),
);

/** One message of each kind, as the webhook got them. */
async function messagesOf(t: TestContext, SignatureVersion: string) {
  const aws = await startTestAws(t);
  // The validator fetches the certificate itself, over TLS.
  setDefaultCACertificates([...trusted, aws.caPem]);
  const { sns } = clients(aws);
  const { TopicArn, webhook } = await topicWithWebhook(t, sns, { Attributes: { SignatureVersion } });
  await sns.send(new PublishCommand({ TopicArn, Message: 'plain "quoted" ünïcode\n\u2028', Subject: 'subject' }));
  await until('the notification', () => webhook.messages('Notification').length === 1);
  const { UnsubscribeURL = '' } = webhook.messages('Notification')[0] ?? {};
  const { search } = new URL(UnsubscribeURL);
  await rawRequest(aws.endpointUrlTls, { path: `/${search}`, ca: aws.caPem });
  await until('all three kinds', () => webhook.messages().length === 3);
  const [confirmation = {}, notification = {}, farewell = {}] = webhook.messages();
  return { aws, confirmation, notification, farewell };
}

const flip = (text: string, at: number) =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);

const SIGNED: Record<string, string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn'],
};

const trusted = getCACertificates();
before(() => setDefaultCACertificates(trusted));
after(() => setDefaultCACertificates(trusted));

for (const version of ['1', '2']) {
  describe(`messages signed with SignatureVersion ${version}`, () => {
    it("are accepted by AWS's own validator", async (t) => {
      const { confirmation, notification } = await messagesOf(t, version);
      for (const message of [confirmation, notification]) {
        assert.equal(message.SignatureVersion, version);
        await validate(message);
      }
    });

    it('are refused by it once any signed byte is flipped', async (t) => {
      const { confirmation, notification } = await messagesOf(t, version);
      for (const message of [confirmation, notification]) {
        for (const field of SIGNED[message.Type ?? ''] ?? []) {
          const value = message[field] ?? '';
          assert.ok(value.length > 0, field);
          for (let at = 0; at < value.length; at += 1) {
            await assert.rejects(validate({ ...message, [field]: flip(value, at) }), /signature is invalid/, field);
          }
        }
        await assert.rejects(
          validate({ ...message, SignatureVersion: version === '1' ? '2' : '1' }),
          /signature is invalid/,
        );
      }
    });

    it('say farewell under the documented signature', async (t) => {
      const { aws, farewell } = await messagesOf(t, version);
      // sns-validator leaves Token out for this kind, against AWS's documentation and AWS's other validators; so the documented text is checked here:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
      const path = new URL(farewell.SigningCertURL ?? '').pathname;
      const { body: pem, status } = await rawRequest(aws.endpointUrlTls, { path, ca: aws.caPem });
      assert.equal(status, 200);
      const fields = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
      const holds = (message: Message) =>
        createVerify(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
          .update(fields.map((field) => `${field}\n${message[field]}\n`).join(''))
          .verify(pem, message.Signature ?? '', 'base64');
      assert.ok(holds(farewell));
      for (const field of fields) {
        const value = farewell[field] ?? '';
        assert.ok(value.length > 0, field);
        for (let at = 0; at < value.length; at += 1) {
          assert.ok(!holds({ ...farewell, [field]: flip(value, at) }), field);
        }
      }
    });
  });
}

describe('the signing certificate', () => {
  it("is issued by the local authority, in AWS's name, and valid now", async (t) => {
    const { aws, notification } = await messagesOf(t, '2');
    const path = new URL(notification.SigningCertURL ?? '').pathname;
    for (const base of [aws.endpointUrl, aws.endpointUrlTls]) {
      const certificate = new X509Certificate((await rawRequest(base, { path, ca: aws.caPem })).body);
      const authority = new X509Certificate(aws.caPem);
      assert.ok(certificate.checkIssued(authority) && certificate.verify(authority.publicKey));
      assert.equal(certificate.subject, 'CN=sns.amazonaws.com');
      assert.ok(certificate.validFromDate < new Date() && certificate.validToDate > new Date());
    }
  });
});
