import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { CreateJobCommand, IoTClient } from '@aws-sdk/client-iot';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { type AwsLocal, startAwsLocal } from '../src/index.ts';
import { REGION, startTestAws } from './aws-fixture.ts';
import { type RawRequest, rawRequest, signedHeaders } from './raw-request.ts';

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** A signed request in the name of a service, sent as it is. */
function signed(aws: AwsLocal, service: string, request: RawRequest, region = REGION) {
  const headers = signedHeaders(aws.endpointUrl, request, { ...aws.root, region, service });
  return rawRequest(aws.endpointUrl, { ...request, headers: { ...headers, ...request.headers } });
}

describe('the HTTP ports', () => {
  it('serve the same over TLS, with a certificate of the local authority', async (t) => {
    const aws = await startTestAws(t);
    const sns = new SNSClient({
      endpoint: aws.endpointUrlTls,
      region: REGION,
      credentials: aws.root,
      requestHandler: { httpsAgent: new Agent({ ca: aws.caPem }) },
    });
    assert.deepEqual((await sns.send(new ListTopicsCommand({}))).Topics ?? [], []);
    sns.destroy();
  });

  it('tell an operation that AWS has and the stand-in has not from one that nobody has', async (t) => {
    const aws = await startTestAws(t);
    const post = (service: string, body: string) => signed(aws, service, { method: 'POST', body });
    const missing = await post(
      'iam',
      form({ Action: 'CreateLoginProfile', Version: '2010-05-08', UserName: 'u', Password: 'p' }),
    );
    assert.equal(missing.status, 501);
    assert.match(
      missing.body,
      /<Code>NotImplemented<\/Code><Message>aws-local does not implement iam:CreateLoginProfile\./,
    );
    const unknown = await post('iam', form({ Action: 'MakeCoffee', Version: '2010-05-08' }));
    assert.equal(unknown.status, 400);
    assert.match(unknown.body, /<Code>InvalidAction<\/Code>/);
    const nothing = await post('sns', 'a=b');
    assert.match(nothing.body, /<Code>MissingAction<\/Code>/);
  });

  it('refuse a parameter that would have no effect', async (t) => {
    const aws = await startTestAws(t);
    const body = form({ Action: 'CreateUser', Version: '2010-05-08', UserName: 'u', PermissionsBoundary: 'arn:x' });
    const answer = await signed(aws, 'iam', { method: 'POST', body });
    assert.equal(answer.status, 501);
    assert.match(answer.body, /does not implement the parameter PermissionsBoundary of iam:CreateUser/);
  });

  it('name what they do not implement of AWS IoT, in its own protocol', async (t) => {
    const aws = await startTestAws(t);
    const iot = new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: aws.root, maxAttempts: 1 });
    await assert.rejects(iot.send(new CreateJobCommand({ jobId: 'j', targets: ['t'] })), {
      name: 'NotImplemented',
      message: 'aws-local does not implement iot:CreateJob (PUT /jobs/j).',
    });
    for (const service of ['iot', 'execute-api', 'iotdata', 'iotdevicegateway']) {
      const answer = await signed(aws, service, { path: '/no/such/path' });
      assert.deepEqual([answer.status, answer.headers['x-amzn-errortype']], [501, 'NotImplemented'], service);
    }
  });

  it('take the control plane and the data plane by every name that clients sign them with', async (t) => {
    const aws = await startTestAws(t);
    for (const service of ['iot', 'execute-api']) {
      assert.equal((await signed(aws, service, { path: '/rules' })).status, 200, service);
    }
    for (const service of ['iot', 'iotdata', 'iotdevicegateway']) {
      const answer = await signed(aws, service, { path: '/things/x/shadow' });
      assert.deepEqual(
        [answer.status, answer.headers['x-amzn-errortype']],
        [404, 'ResourceNotFoundException'],
        service,
      );
    }
    assert.equal((await signed(aws, 'iotdata', { path: '/rules' })).status, 501);
  });

  it('refuse an unsigned request, each protocol in its own words', async (t) => {
    const aws = await startTestAws(t);
    const body = form({ Action: 'ListTopics', Version: '2010-03-31' });
    const query = await rawRequest(aws.endpointUrl, { method: 'POST', body });
    assert.equal(query.status, 403);
    assert.match(query.body, /<Code>MissingAuthenticationToken<\/Code>/);
    const rest = await rawRequest(aws.endpointUrl, { path: '/rules' });
    assert.deepEqual([rest.status, rest.headers['x-amzn-errortype']], [403, 'MissingAuthenticationTokenException']);
  });

  it('refuse half a signature and a service that they do not have', async (t) => {
    const aws = await startTestAws(t);
    const half = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/iot/aws4_request' };
    const incomplete = await rawRequest(aws.endpointUrl, { path: '/rules', headers: half });
    assert.deepEqual(
      [incomplete.status, incomplete.headers['x-amzn-errortype']],
      [400, 'IncompleteSignatureException'],
    );
    const other = await signed(aws, 's3', { path: '/' });
    assert.equal(other.status, 403);
    assert.match(other.body, /scoped to correct service/);
  });

  it('refuse what web pages send, whatever name they reach the port by', async (t) => {
    const aws = await startTestAws(t);
    const { host } = new URL(aws.endpointUrl);
    const status = async (headers: Record<string, string>) =>
      (await rawRequest(aws.endpointUrl, { path: '/rules', headers })).status;
    const refused = async (headers: Record<string, string>) => {
      const { body } = await rawRequest(aws.endpointUrl, { path: '/rules', headers });
      return /aws-local does not (take|answer)/.test(body);
    };
    assert.ok(await refused({ host: 'evil.example' }));
    assert.ok(await refused({ host: 'localhost.evil.example' }));
    assert.ok(await refused({ origin: 'https://evil.example' }));
    assert.ok(await refused({ origin: 'null' }));
    assert.ok(await refused({ 'sec-fetch-site': 'cross-site' }));
    assert.equal(await refused({ origin: `http://${host}` }), false);
    assert.equal(await status({ host: 'localhost' }), 403);
    assert.equal(await refused({ host: 'localhost' }), false);
  });

  it('answer under another host name only when told', async (t) => {
    const aws = await startTestAws(t, { servedHosts: ['aws.test'] });
    const { body } = await rawRequest(aws.endpointUrl, { path: '/rules', headers: { host: 'aws.test:1234' } });
    assert.match(body, /Missing Authentication Token/);
  });

  it('refuse bodies that are too long', async (t) => {
    const aws = await startTestAws(t);
    const headers = { 'content-length': String(2 * 1024 * 1024) };
    assert.equal((await rawRequest(aws.endpointUrl, { method: 'POST', headers })).status, 413);
  });

  it('do not wait for ever for a client that never finishes its request', async (t) => {
    const aws = await startAwsLocal();
    const socket = connect(Number(new URL(aws.endpointUrl).port), '127.0.0.1');
    t.after(() => socket.destroy());
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
    const gone = once(socket, 'close');
    await once(socket, 'connect');
    await aws.close();
    await gone;
  });

  it('say which port is taken', async (t) => {
    const aws = await startTestAws(t);
    const http = Number(new URL(aws.endpointUrl).port);
    await assert.rejects(startTestAws(t, { ports: { http } }), new RegExp(`Port ${http} on 127.0.0.1 is taken`));
  });
});
