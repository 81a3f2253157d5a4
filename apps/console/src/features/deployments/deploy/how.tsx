import classes from './deploy.module.css';

/** How it goes out. One way for now: to all at once. */
export function How() {
  return (
    <section className={classes.part} aria-labelledby="deploy-how">
      <h2 id="deploy-how">How</h2>
      <div className={classes.how}>
        <strong>Now, to all at once</strong>
        <ul>
          <li>Connected devices begin as soon as you deploy.</li>
          <li>Offline ones wait up to 7 days and get it when they connect.</li>
          <li>A connected device that reports nothing for 15 minutes is timed out.</li>
          <li>A deployment that a device is still busy with is replaced by this one.</li>
        </ul>
      </div>
    </section>
  );
}
