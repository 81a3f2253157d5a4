import { parseArn, serviceSuffix } from '../aws/index.ts';

const PATH = /^\/SimpleNotificationService-[0-9a-f]{1,128}\.pem$/;

/**
 * The URL of a signing certificate, if it is one that SNS in the topic's own region may name; `undefined` otherwise. No
 * other URL of a message is ever asked for. `local`: origin of the stand-in, in local mode.
 */
export function certificateUrl(text: string, topicArn: string, local: URL | undefined): URL | undefined {
  const topic = parseArn(topicArn);
  if (!topic || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username || url.password || url.search || url.hash) return undefined;
  if (!PATH.test(url.pathname)) return undefined;
  // What the URL parser dropped or folded would make two spellings of one address.
  if (url.href !== text) return undefined;
  const aws = `sns.${topic.region}.${serviceSuffix(topic.partition)}`;
  return url.host === aws || (local !== undefined && url.origin === local.origin) ? url : undefined;
}

/** The same, remembering the last answer: messages of a topic name one certificate for months. */
export function createCertificateUrls(local: URL | undefined): (text: string, topicArn: string) => URL | undefined {
  let last: { text: string; topicArn: string; url: URL } | undefined;
  return (text, topicArn) => {
    if (last?.text === text && last.topicArn === topicArn) return last.url;
    const url = certificateUrl(text, topicArn, local);
    if (url) last = { text, topicArn, url };
    return url;
  };
}
