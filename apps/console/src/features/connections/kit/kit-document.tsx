import type { KitDocument } from '@thingdock/connection-kit';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Download } from '../../../ui/download.tsx';
import classes from './kit.module.css';

/** The document, and how it is applied. */
export function KitDocumentView({ document: { fileName, mediaType, text, steps } }: { document: KitDocument }) {
  // The last step hands the outcome to the command line; here the outcome is pasted below instead.
  const commands = steps.slice(0, -1);
  return (
    <div>
      <CodeBlock
        what="document"
        title={fileName}
        text={text}
        actions={<Download fileName={fileName} mediaType={mediaType} text={text} />}
      />
      <ol className={classes.steps}>
        {commands.map((command) => (
          <li key={command}>
            <CopyText text={command} what="the command" />
          </li>
        ))}
        <li>
          Paste what <code>connection.json</code> then holds below, and remove the file: it has the secret in it.
        </li>
      </ol>
    </div>
  );
}
