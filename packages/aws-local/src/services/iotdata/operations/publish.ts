import { MAX_PAYLOAD_BYTES } from '../../../broker/limits.ts';
import { basicIngest, topicFault } from '../../../broker/topic.ts';
import { AwsError, type RestOperation, type RestRequest } from '../../../stand-in.ts';
import { invalidRequest } from '../../iot/errors.ts';
import { queryFlag, unfit } from '../../iot/input.ts';
import { arnOf, iotArn, realmOf } from '../../iot/names.ts';

const MQTT5_FIELDS = ['contentType', 'responseTopic', 'messageExpiry'];
const MQTT5_HEADERS = [
  'x-amz-mqtt5-user-properties',
  'x-amz-mqtt5-payload-format-indicator',
  'x-amz-mqtt5-correlation-data',
];

/** Of the topics that begin with `$`, AWS IoT takes only Basic Ingest over HTTPS: shadows have operations of their own. */
export const publish: RestOperation = {
  name: 'Publish',
  method: 'POST',
  path: '/topics/:topic+',
  resource: arnOf('topic', 'topic'),
  async run(call, request) {
    const topic = request.params.topic ?? '';
    const fault =
      topicFault(topic) ?? (topic.startsWith('$') && !basicIngest(topic) ? "it begins with '$'" : undefined);
    if (fault) throw invalidRequest(`Cannot publish on topic '${topic}': ${fault}`);
    if (request.body.length > MAX_PAYLOAD_BYTES) {
      throw new AwsError(
        'RequestEntityTooLargeException',
        413,
        `The payload is larger than ${MAX_PAYLOAD_BYTES} bytes`,
      );
    }
    refuseMqtt5(request);
    const retain = queryFlag(request, 'retain') ?? false;
    if (retain) {
      // https://docs.aws.amazon.com/iot/latest/developerguide/retained-message-policy-examples.html
      call.standIn.identity.authorize(call.caller, 'iot:RetainPublish', iotArn(realmOf(call), 'topic', topic));
      if (topic.startsWith('$')) throw invalidRequest(`Messages on reserved topics are not retained: '${topic}'`);
    }
    await call.standIn.broker.publish({
      realm: realmOf(call),
      topic,
      payload: request.body,
      qos: qosOf(request),
      retain,
      sender: { kind: 'caller', principal: call.caller.userId },
      hops: 0,
    });
    return { json: { message: 'OK', traceId: call.requestId } };
  },
};

function qosOf(request: RestRequest): 0 | 1 {
  const qos = request.query.get('qos') ?? '0';
  if (qos !== '0' && qos !== '1') throw unfit('qos', qos, 'Member must be 0 or 1');
  return qos === '1' ? 1 : 0;
}

/** The broker speaks MQTT 3.1.1: what only version 5 could carry would be lost in silence. */
function refuseMqtt5({ query, headers }: RestRequest): void {
  const sent = [
    ...MQTT5_FIELDS.filter((field) => query.has(field)),
    ...MQTT5_HEADERS.filter((field) => headers[field]),
  ];
  if (sent.length > 0) throw invalidRequest(`aws-local does not carry properties of MQTT 5: ${sent.join(', ')}`);
}
