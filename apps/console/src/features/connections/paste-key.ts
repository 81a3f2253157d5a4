export type PastedKey = { accessKeyId: string; secretAccessKey: string };

/**
 * Both parts of an access key in a text that holds more than one of them: the JSON answer of `aws iam create-access-key`,
 * or the CSV file that the AWS console offers. `undefined` for anything else, which is then pasted as it is.
 */
export function readPastedKey(text: string): PastedKey | undefined {
  return fromJson(text) ?? fromCsv(text);
}

function fromJson(text: string): PastedKey | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const answer = JSON.parse(text) as { AccessKey?: unknown };
    const { AccessKeyId, SecretAccessKey } = (answer.AccessKey ?? answer) as Record<string, unknown>;
    if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') return undefined;
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  } catch {
    // Half of a JSON text is no key; it goes into the field as it is, where its fault can be seen.
    return undefined;
  }
}

function fromCsv(text: string): PastedKey | undefined {
  const [header, values] = text
    .replace(/^\ufeff/, '')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const at = (title: string) => header?.findIndex((cell) => cell.toLowerCase() === title) ?? -1;
  const accessKeyId = values?.[at('access key id')];
  const secretAccessKey = values?.[at('secret access key')];
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}
