import classes from './code-block.module.css';

type Props = { fileName: string; mediaType: string; text: string };

/** Saves a text that this page made. */
export function Download({ fileName, mediaType, text }: Props) {
  function save() {
    const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <button type="button" className={classes.copy} aria-label={`Download ${fileName}`} onClick={save}>
      Download
    </button>
  );
}
