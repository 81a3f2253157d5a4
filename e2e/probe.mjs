import chromium from '@sparticuz/chromium';
import { chromium as pw } from 'playwright-core';
const path = await chromium.executablePath();
console.log(path, chromium.args.length, process.env.LD_LIBRARY_PATH, process.env.FONTCONFIG_PATH);
const b = await pw.launch({ executablePath: path, args: [...chromium.args, '--no-sandbox'], headless: true });
const p = await b.newPage(); await p.setContent('<h1>Hi ● ○</h1>'); await p.screenshot({path:'/tmp/c/a.png'}); console.log(b.version()); await b.close();
