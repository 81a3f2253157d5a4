import { Button, Group, Modal } from '@mantine/core';
import type { FlowWithVersions } from '@thingdock/api';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isToldAtField } from '../../../ui/field-errors.ts';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { inspectFlow, nameFromFile } from '../inspect-flow.ts';
import { CheckView } from './check-view.tsx';
import { Conflict } from './conflict.tsx';
import { type Chosen, ContentPick } from './content-pick.tsx';
import { PackageFields } from './package-fields.tsx';
import { packageNeeds, toPackages, unknownTypes } from './packages.ts';
import { FIELDS, TextFields, type Texts } from './text-fields.tsx';
import classes from './upload.module.css';
import { useCheck } from './use-check.ts';
import { useUpload } from './use-upload.ts';

type Props = {
  /** The flow that gets a new version; without one a new flow is made. */
  flow?: FlowWithVersions;
  /** A file that was dropped on the page. */
  dropped?: File | undefined;
  onClose: () => void;
};

const NO_TEXTS: Texts = { name: '', title: '', comment: '' };

/** The text of a flow, what it needs, what to call it, and what to say about this version. */
export function UploadDialog({ flow, dropped, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen>();
  const [texts, setTexts] = useState(NO_TEXTS);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const { upload, conflict } = useUpload(flow, onClose);
  const problem = chosen?.inspected.problem;
  const check = useCheck(chosen && !problem ? chosen.content : undefined);
  const before = flow?.versions.find(({ number }) => number === flow.latestVersion)?.packages ?? {};
  const needs = packageNeeds(check.data, before, typed);
  // Which version was the newest when the work began: whoever saves in between is not passed over.
  const basedOn = useRef(flow?.latestVersion);

  async function choose(file: File | null | undefined) {
    if (!file) return;
    const content = await file.text();
    setChosen({ fileName: file.name, content, inspected: inspectFlow(content) });
    setTexts((now) => ({ ...now, name: now.name || nameFromFile(file.name) }));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is taken once, when it comes
  useEffect(() => void choose(dropped), [dropped]);
  const paste = (content: string) =>
    setChosen(content === '' ? undefined : { fileName: undefined, content, inspected: inspectFlow(content) });

  const ready = chosen !== undefined && !problem && (flow !== undefined || texts.name.trim() !== '');
  function save(based: number | undefined) {
    if (chosen && ready)
      upload.mutate({ ...texts, content: chosen.content, packages: toPackages(needs), basedOn: based });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    save(basedOn.current);
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={flow ? `Upload a new version of ${flow.name}` : 'Upload flow'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={classes.upload} onSubmit={submit}>
        <ContentPick chosen={chosen} onFile={choose} onText={paste} />
        {problem && <Notice tone="bad">{problem}</Notice>}
        {chosen && !problem && check.error && (
          <Failure error={check.error} what="The flow could not be checked beforehand" />
        )}
        {chosen && !problem && check.data && <CheckView check={check.data} />}
        {chosen && !problem && check.data && (
          <PackageFields
            needs={needs}
            unknown={unknownTypes(check.data)}
            onVersion={(name, version) => setTyped((now) => ({ ...now, [name]: version }))}
          />
        )}
        <TextFields flow={flow} texts={texts} error={upload.error} onChange={setTexts} />
        {upload.error && !conflict && !isToldAtField(upload.error, FIELDS) && (
          <Failure error={upload.error} what="The flow was not uploaded" />
        )}
        {conflict ? (
          <Conflict flow={conflict} saving={upload.isPending} onOverwrite={save} onCancel={onClose} />
        ) : (
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={upload.isPending} disabled={!ready}>
              {flow ? `Upload version ${(basedOn.current ?? 0) + 1}` : 'Upload flow'}
            </Button>
          </Group>
        )}
      </form>
    </Modal>
  );
}
