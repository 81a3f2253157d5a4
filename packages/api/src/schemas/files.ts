import Type from 'typebox';
import { Id, Nullable, Time, Words } from './common.ts';

/** Largest file that can be deployed: 500 MB. */
export const FILE_SIZE_LIMIT = 500_000_000;
/** A part of an upload is at most so large. */
export const UPLOAD_PART_LIMIT = 8_388_608;

/** Names of files and directories on the device: 1–30 letters, digits, `_` and `-`. */
const ShortName = Type.String({ minLength: 1, maxLength: 30, pattern: '^[A-Za-z0-9_-]+$' });
const Seconds = Type.Integer({ minimum: 1, maximum: 300 });
const Arguments = Type.String({ maxLength: 1_000 });
const Environment = Type.Record(
  Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 100 }),
  Type.String({ maxLength: 1_000 }),
);

export const Execution = Type.Object({ arguments: Arguments, environment: Environment, maxSeconds: Seconds });

export const Hook = Type.Object({
  stage: Words(['pre-deploy', 'post-deploy']),
  path: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Of an asset on the device, below the assets folder.',
  }),
  arguments: Type.Optional(Arguments),
  environment: Type.Optional(Environment),
  maxSeconds: Seconds,
});
export type Hook = Type.Static<typeof Hook>;

/** How a version is put on a device. */
export const FileSettings = Type.Object({
  directory: Nullable(ShortName, { description: 'Below the assets folder of the device; `null`: that folder itself.' }),
  execute: Nullable(Execution, { description: 'Run the file once it is there; `null`: do not.' }),
  hooks: Type.Array(Hook, { maxItems: 10 }),
});
export type FileSettings = Type.Static<typeof FileSettings>;

export const FileVersion = Type.Interface([FileSettings], {
  number: Type.Integer({ minimum: 1 }),
  title: Nullable(Type.String()),
  comment: Nullable(Type.String()),
  filename: Type.String(),
  size: Type.Integer(),
  sha256: Type.String({ description: 'Base64 of the SHA-256 of the content.' }),
  createdBy: Type.String(),
  createdAt: Time,
});
export type FileVersion = Type.Static<typeof FileVersion>;

export const FileAsset = Type.Object({
  id: Id,
  projectId: Id,
  name: ShortName,
  description: Nullable(Type.String()),
  latestVersion: Type.Integer(),
  createdAt: Time,
  updatedAt: Time,
});
export type FileAsset = Type.Static<typeof FileAsset>;
export const FileWithVersions = Type.Interface([FileAsset], { versions: Type.Array(FileVersion) });
export type FileWithVersions = Type.Static<typeof FileWithVersions>;

/** An upload in progress: parts go to `uploadPath` in order; what arrived stays for a day. */
export const Upload = Type.Object({
  id: Id,
  filename: Type.String(),
  size: Type.Integer(),
  received: Type.Integer({ description: 'Bytes that arrived; the next part begins here.' }),
  sha256: Nullable(Type.String({ description: 'Base64, once all of it arrived.' })),
  expiresAt: Time,
});
export type Upload = Type.Static<typeof Upload>;
export const StartUpload = Type.Object({
  filename: Type.String({ minLength: 1, maxLength: 255, pattern: '^[^/\\\\\u0000-\u001f]+$' }),
  size: Type.Integer({ minimum: 0, maximum: FILE_SIZE_LIMIT }),
});

const Notes = {
  title: Type.Optional(Type.String({ maxLength: 30 })),
  comment: Type.Optional(Type.String({ maxLength: 512 })),
};

export const CreateFile = Type.Interface([FileSettings], {
  name: ShortName,
  description: Type.Optional(Type.String({ maxLength: 512 })),
  uploadId: Id,
  ...Notes,
});
export const CreateFileVersion = Type.Interface([FileSettings], {
  uploadId: Type.Optional(Id),
  basedOn: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'The newest version that the author knew; refused when there is a newer one.',
    }),
  ),
  ...Notes,
});
export const ChangeFile = Type.Object({
  name: Type.Optional(ShortName),
  description: Type.Optional(Nullable(Type.String({ maxLength: 512 }))),
});

/** A file as it is, or was last known to be, on a device. */
export const DeviceFile = Type.Object({
  fileId: Id,
  name: Type.String(),
  version: Nullable(Type.Integer()),
  filename: Nullable(Type.String()),
  size: Nullable(Type.Integer()),
  state: Type.String(),
  message: Nullable(Type.String()),
  at: Time,
});
export type DeviceFile = Type.Static<typeof DeviceFile>;
