/** The form of MQTT topics and filters, with AWS IoT's limits ("AWS IoT Core message broker and protocol limits and quotas"). */

const MAX_BYTES = 256;
const MAX_SLASHES = 7;
const BASIC_INGEST = /^\$aws\/rules\/([^/]+)(?:\/(.*))?$/;

/**
 * Whether a broker would deliver `topic` to `filter`. As on AWS IoT, and unlike the MQTT standard, `a/#` does not match `a`.
 * A filter that begins with a wildcard matches no topic that begins with `$`.
 */
export function topicMatches(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && (wanted[0] === '+' || wanted[0] === '#')) return false;
  for (const [index, want] of wanted.entries()) {
    if (want === '#') return levels.length > index;
    if (index >= levels.length) return false;
    if (want !== '+' && want !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}

/** What is wrong with a topic to publish on; undefined when nothing is. */
export function topicFault(topic: string): string | undefined {
  if (topic.length === 0) return 'the topic is empty';
  if (/[+#\0]/.test(topic)) return 'the topic contains a wildcard or a null character';
  return lengthFault(basicIngest(topic)?.topic ?? topic);
}

/** What is wrong with a filter to subscribe to or to write after FROM; undefined when nothing is. */
export function filterFault(filter: string): string | undefined {
  if (filter.length === 0) return 'the topic filter is empty';
  const levels = filter.split('/');
  for (const [index, level] of levels.entries()) {
    if (level === '#' && index !== levels.length - 1) return "'#' is only allowed as the last level";
    if (level !== '+' && level !== '#' && /[+#\0]/.test(level)) return "'+' and '#' must fill a level of their own";
  }
  return lengthFault(filter);
}

/** Splits `$aws/rules/NAME/a/b` into the rule that is meant and the topic `a/b` that the rule sees. */
export function basicIngest(topic: string): { ruleName: string; topic: string } | undefined {
  const [, ruleName, rest = ''] = BASIC_INGEST.exec(topic) ?? [];
  return ruleName === undefined ? undefined : { ruleName, topic: rest };
}

function lengthFault(topic: string): string | undefined {
  if (Buffer.byteLength(topic) > MAX_BYTES) return `the topic is longer than ${MAX_BYTES} bytes`;
  if (topic.split('/').length - 1 > MAX_SLASHES) return `the topic has more than ${MAX_SLASHES} slashes`;
  return undefined;
}
