import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { FileWithVersions } from '@thingdock/api';
import { useRef, useState } from 'react';
import { isToldAtField } from '../../../../ui/field-errors.ts';
import { Failure, Notice } from '../../../../ui/notice.tsx';
import { Sheet } from '../../../../ui/sheet.tsx';
import { Ago } from '../../../../ui/time.tsx';
import { fromSettings, NO_SETTINGS, nameFault, nameFrom, settingsFaults, toSettings } from '../settings/draft.ts';
import { SettingsFields } from '../settings/settings-fields.tsx';
import { useUploads } from '../upload/uploads.ts';
import { ContentPart } from './content-part.tsx';
import classes from './sheet.module.css';
import { TEXT_FIELDS, TextPart } from './text-part.tsx';
import { useSaveFile } from './use-save-file.ts';

type Props = {
  projectId: string;
  /** The file that gets another version. */
  file?: FileWithVersions;
  uploadId: string | undefined;
  onUpload: (id: string | undefined) => void;
};

/** Content, name and settings at once; the settings can be made while the content is still on its way. */
export function FileForm({ projectId, file, uploadId, onUpload }: Props) {
  const navigate = useNavigate();
  const newest = file?.versions.find(({ number }) => number === file.latestVersion);
  const [settings, setSettings] = useState(newest ? fromSettings(newest) : NO_SETTINGS);
  const [texts, setTexts] = useState({ name: '', description: '', title: '', comment: '' });
  const basedOn = useRef(file?.latestVersion);
  const uploading = useUploads().get(uploadId ?? '');
  const { save, conflict } = useSaveFile(projectId, file);

  const filename = uploading?.upload.filename ?? newest?.filename;
  const name = texts.name || (filename ? nameFrom(filename) : '');
  const faults = settingsFaults(settings);
  const arrived = uploadId === undefined ? file !== undefined : uploading?.state === 'done';
  const isReady = arrived && Object.keys(faults).length === 0 && (file !== undefined || nameFault(name) === undefined);
  const submit = (based = basedOn.current) =>
    save.mutate({ texts: { ...texts, name }, settings: toSettings(settings), uploadId, basedOn: based });
  const close = () =>
    file
      ? void navigate({ to: '/p/$projectId/files/$fileId', params: { projectId, fileId: file.id } })
      : void navigate({ to: '/p/$projectId/files', params: { projectId } });
  const next = (conflict?.latestVersion ?? file?.latestVersion ?? 0) + 1;

  return (
    <Sheet
      title={file ? `New version of ${file.name}` : 'Upload file'}
      onClose={close}
      footer={
        <>
          <p className={classes.note} role="status">
            {note(isReady, arrived, uploading !== undefined)}
          </p>
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button
            disabled={!isReady}
            loading={save.isPending}
            onClick={() => submit(conflict?.latestVersion ?? basedOn.current)}
          >
            {file ? `Save version ${next}` : `Create ${name || 'file'}`}
          </Button>
        </>
      }
    >
      <div className={classes.columns}>
        <section className={classes.part} aria-label="Content">
          <ContentPart projectId={projectId} fileId={file?.id} uploadId={uploadId} kept={newest} onUpload={onUpload} />
          {conflict && (
            <Notice tone="warn" title="Somebody else was faster">
              <p>
                {conflict.versions.find(({ number }) => number === conflict.latestVersion)?.createdBy ?? 'Somebody'}{' '}
                saved version {conflict.latestVersion} <Ago at={conflict.updatedAt} />. Save yours as version {next}, or
                close this and look at theirs first.
              </p>
            </Notice>
          )}
          {save.error && !conflict && !isToldAtField(save.error, TEXT_FIELDS) && (
            <Failure error={save.error} what="The file was not saved" />
          )}
          <TextPart isNew={file === undefined} texts={{ ...texts, name }} error={save.error} onChange={setTexts} />
        </section>
        <section className={classes.part} aria-label="Settings">
          <h2>On the device</h2>
          <SettingsFields settings={settings} filename={filename} faults={faults} onChange={setSettings} />
        </section>
      </div>
    </Sheet>
  );
}

function note(isReady: boolean, arrived: boolean, isUploading: boolean): string {
  if (isReady) return '';
  if (!arrived) return isUploading ? 'It can be saved once all of it arrived.' : 'Choose a file first.';
  return 'Something in the form is not right yet.';
}
