import classes from './code-block.module.css';
import { saveText } from './save-text.ts';

type Props = { fileName: string; mediaType: string; text: string };

/** Saves a text that this page made. */
export function Download({ fileName, mediaType, text }: Props) {
  return (
    <button
      type="button"
      className={classes.copy}
      aria-label={`Download ${fileName}`}
      onClick={() => saveText(fileName, text, mediaType)}
    >
      Download
    </button>
  );
}
