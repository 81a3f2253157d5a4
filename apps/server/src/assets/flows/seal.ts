import { createHash } from 'node:crypto';
import type { Envelope } from '../../platform/crypto/envelope.ts';
import { Secret } from '../../platform/crypto/secret.ts';
import type { Credentials } from './credentials.ts';
import type { FlowVersionRow } from './tables.ts';

/** A version that was unsealed. Never log it, never answer its credentials. */
export type OpenVersion = {
  content: string;
  credentials: Credentials;
  packages: Readonly<Record<string, string>>;
};

type SealedColumns = Pick<
  FlowVersionRow,
  'size' | 'sha256' | 'content_sealed' | 'credentials_sealed' | 'credentials_of'
>;

/** Keeps what is sealed for one version from being read as another's, and credentials from being read as a flow. */
const contentContext = (versionId: string) => `flow_version/${versionId}/content`;
const credentialsContext = (versionId: string) => `flow_version/${versionId}/credentials`;

export function sealVersion(
  envelope: Envelope,
  versionId: string,
  { content, credentials }: Pick<OpenVersion, 'content' | 'credentials'>,
): SealedColumns {
  const ids = Object.keys(credentials);
  const secret = new Secret(JSON.stringify(credentials));
  return {
    size: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content, 'utf8').digest('base64'),
    content_sealed: envelope.seal(new Secret(content), contentContext(versionId)),
    credentials_sealed: ids.length > 0 ? envelope.seal(secret, credentialsContext(versionId)) : null,
    credentials_of: ids,
  };
}

export const openContent = (envelope: Envelope, version: Pick<FlowVersionRow, 'id' | 'content_sealed'>): string =>
  envelope.open(version.content_sealed, contentContext(version.id)).reveal();

export function openVersion(envelope: Envelope, version: FlowVersionRow): OpenVersion {
  const { id, credentials_sealed: sealed, packages } = version;
  const credentials = sealed ? (JSON.parse(envelope.open(sealed, credentialsContext(id)).reveal()) as Credentials) : {};
  return { content: openContent(envelope, version), credentials, packages };
}
