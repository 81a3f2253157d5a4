import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isFresh } from './authentic.ts';
import { certificateUrl } from './certificate-url.ts';
import { canonicalText, parseEnvelope } from './envelope.ts';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:enebular_status_push_sns';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
const notification = {
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: ARN,
  Subject: 'S',
  Message: 'line 1\nline 2',
  Timestamp: '2026-01-01T00:00:00.000Z',
  SignatureVersion: '2',
  Signature: 'AAAA',
  SigningCertURL: CERTIFICATE,
  UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
};
const confirmation = { ...notification, Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL: 'https://x/' };

const canonical = (message: object) => {
  const envelope = parseEnvelope(JSON.stringify(message));
  assert.ok(envelope);
  return canonicalText(envelope);
};

describe('a message of SNS', () => {
  test('is signed over these members, in this order', () => {
    assert.equal(
      canonical(notification),
      `Message\nline 1\nline 2\nMessageId\nm-1\nSubject\nS\nTimestamp\n2026-01-01T00:00:00.000Z\nTopicArn\n${ARN}\nType\nNotification\n`,
    );
    const { Subject: _subject, ...plain } = notification;
    assert.equal(canonical(plain).includes('Subject'), false);
    assert.equal(
      canonical(confirmation),
      `Message\nline 1\nline 2\nMessageId\nm-1\nSubscribeURL\nhttps://x/\nTimestamp\n2026-01-01T00:00:00.000Z\nToken\nt\nTopicArn\n${ARN}\nType\nSubscriptionConfirmation\n`,
    );
  });

  for (const member of [
    'Type',
    'MessageId',
    'TopicArn',
    'Message',
    'Timestamp',
    'SignatureVersion',
    'Signature',
    'SigningCertURL',
  ])
    test(`needs ${member}, as a text`, () => {
      for (const value of [undefined, null, 1, '', {}, []])
        assert.equal(parseEnvelope(JSON.stringify({ ...notification, [member]: value })), undefined);
    });

  test('that confirms needs a token', () => {
    assert.equal(parseEnvelope(JSON.stringify({ ...confirmation, Token: undefined })), undefined);
  });

  test('is read without throwing, whatever comes', () => {
    fc.assert(fc.property(fc.string(), (body) => void parseEnvelope(body)));
    fc.assert(fc.property(fc.jsonValue(), (body) => void parseEnvelope(JSON.stringify(body))));
  });

  test('is fresh for an hour and five minutes, and never comes out of the future', () => {
    const sent = Date.parse(notification.Timestamp);
    const minutes = (count: number) => isFresh(notification.Timestamp, sent + count * 60_000);
    assert.deepEqual(
      [minutes(0), minutes(65), minutes(66), minutes(-5), minutes(-6)],
      [true, true, false, true, false],
    );
    assert.equal(isFresh('yesterday', sent), false);
  });
});

describe('the URL of a signing certificate', () => {
  const local = new URL('https://localhost:4443');

  test('is at SNS in the topic’s own region', () => {
    assert.equal(certificateUrl(CERTIFICATE, ARN, undefined)?.href, CERTIFICATE);
    const china = 'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-ab.pem';
    assert.equal(certificateUrl(china, 'arn:aws-cn:sns:cn-north-1:123456789012:t', undefined)?.href, china);
  });

  const path = '/SimpleNotificationService-ab.pem';
  for (const url of [
    `https://sns.us-east-1.amazonaws.com${path}`,
    `https://sns.eu-west-1.amazonaws.com.cn${path}`,
    `https://sns.eu-west-1.amazonaws.com.evil.example${path}`,
    `https://evil.sns.eu-west-1.amazonaws.com${path}`,
    `https://s3.eu-west-1.amazonaws.com${path}`,
    `http://sns.eu-west-1.amazonaws.com${path}`,
    `https://sns.eu-west-1.amazonaws.com:8443${path}`,
    `https://a:b@sns.eu-west-1.amazonaws.com${path}`,
    `https://sns.eu-west-1.amazonaws.com${path}?a`,
    `https://sns.eu-west-1.amazonaws.com${path}#a`,
    `https://sns.eu-west-1.amazonaws.com/x/..${path}`,
    `https://SNS.eu-west-1.amazonaws.com${path}`,
    `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-xy.pem`,
    `https://localhost:4443${path}`,
    '//sns.eu-west-1.amazonaws.com/x.pem',
  ])
    test(`is not ${url}`, () => assert.equal(certificateUrl(url, ARN, undefined), undefined));

  test('may be at the stand-in in local mode, and at no other port or scheme', () => {
    assert.ok(certificateUrl(`https://localhost:4443${path}`, ARN, local));
    assert.equal(certificateUrl(`https://localhost:4444${path}`, ARN, local), undefined);
    assert.equal(certificateUrl(`http://localhost:4443${path}`, ARN, local), undefined);
    assert.equal(certificateUrl(`https://127.0.0.1:4443${path}`, ARN, local), undefined);
  });
});
