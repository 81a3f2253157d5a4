import type { FileSettings } from '@thingdock/api';

/** Tables of migration 0018. */
export type FileTables = {
  blobs: { sha256: string; size: number; touched_at: Date };
  files: {
    id: string;
    project_id: string;
    name: string;
    description: string | null;
    latest_version: number;
    numbered: number;
    created_at: Date;
    updated_at: Date;
    deleted_at: Date | null;
  };
  file_versions: {
    id: string;
    file_id: string;
    number: number;
    title: string | null;
    comment: string | null;
    filename: string;
    size: number;
    sha256: string;
    settings: FileSettings;
    created_by: string;
    created_at: Date;
    deleted_at: Date | null;
  };
  uploads: {
    id: string;
    project_id: string;
    filename: string;
    size: number;
    received: number;
    sha256: string | null;
    created_by: string;
    created_at: Date;
    expires_at: Date;
    lease_token: string | null;
    lease_until: Date | null;
  };
};

export type FileRow = FileTables['files'];
export type FileVersionRow = FileTables['file_versions'];
export type UploadRow = FileTables['uploads'];
