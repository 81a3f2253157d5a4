declare module 'object-hash' {
  export default function objectHash(value: unknown, options: { algorithm: 'sha1'; encoding: 'base64' }): string;
}
