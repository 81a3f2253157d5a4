import type { FileVersion, FileWithVersions } from '@thingdock/api';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { count, fileSize, sentenceList } from '../../../words/count.ts';
import { landsAt } from './settings/draft.ts';

/** The newest version: what it is, how one knows that it is whole, and what devices do with it. */
export function FileFacts({ file }: { file: FileWithVersions }) {
  const newest = file.versions.find(({ number }) => number === file.latestVersion);
  if (!newest) return null;
  const { filename, size, sha256, directory, hooks } = newest;
  return (
    <Section title={`Version ${newest.number}, the newest`}>
      <Facts
        facts={[
          ['Filename', <code key="name">{filename}</code>],
          ['Size', fileSize(size)],
          ['Integrity', <CopyText key="sha" text={`sha256-${sha256}`} what="the SHA-256" />],
          ['On the device', <code key="path">{landsAt(directory, filename)}</code>],
          ['Execution', executionWords(newest)],
          ...(hooks.length > 0
            ? [
                [
                  'Hooks',
                  sentenceList(hooks.map(({ stage, path, maxSeconds }) => `${stage}: ${path} (${maxSeconds} s)`)),
                ] as const,
              ]
            : []),
        ]}
      />
    </Section>
  );
}

function executionWords({ execute }: FileVersion): string {
  if (!execute) return 'Not executed on deploy';
  const names = Object.keys(execute.environment);
  const parts = [
    'Executed on deploy',
    execute.arguments && `with ${execute.arguments}`,
    names.length > 0 && `and ${count(names.length, 'environment variable')} (${names.join(', ')})`,
  ].filter((part) => typeof part === 'string' && part !== '');
  return `${parts.join(' ')}, at most ${execute.maxSeconds} s`;
}
