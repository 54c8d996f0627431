// Opens pages in Chromium, bare ones without a policy, and tells which of them run a script.
//
//   node run_pages.mjs <task.json
//
// task.json: {name: html}. Prints a JSON object: of each page that ran something, or has a
// link that would, what that was. A script counts when it is compiled, handlers of events
// when something happens to their element: the browser's debugger tells, whatever it does.
import {readFileSync} from 'node:fs';
import {chromium} from 'playwright-core';

const ADDRESS = 'http://bare.example/';
const OURS = 'ours.js';
// What a reader may do to a page; and its links, which are not followed.
const EVENTS = ['click', 'mouseover', 'focus', 'keydown', 'animationstart', 'toggle', 'copy'];
const TOUCH = `
  const links = [];
  for (const element of document.querySelectorAll('*')) {
    for (const kind of ${JSON.stringify(EVENTS)}) {
      element.dispatchEvent(new Event(kind, {bubbles: false, cancelable: true}));
    }
    for (const name of ['href', 'src', 'action', 'formaction', 'data', 'xlink:href']) {
      const address = element.getAttribute(name);
      if (address && !/^(https?|mailto):|^#/i.test(address)) links.push(address);
    }
  }
  links;
  //# sourceURL=${OURS}`;

async function main(pages) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  const tab = await browser.newPage();
  let html = '';
  await tab.route('**', (route) => route.request().url() === ADDRESS ?
    route.fulfill({contentType: 'text/html; charset=utf-8', body: html}) : route.abort());
  tab.on('dialog', (dialog) => dialog.dismiss());
  const debug = await tab.context().newCDPSession(tab);
  let ran = [];
  debug.on('Debugger.scriptParsed', ({url, startLine, executionContextAuxData}) => {
    // Playwright's own are in a world of theirs.
    if (url !== OURS && executionContextAuxData?.isDefault) ran.push(`script, line ${startLine}`);
  });
  await debug.send('Debugger.enable');
  const findings = {};
  for (const [name, content] of Object.entries(pages)) {
    ran = [];
    html = `<!doctype html><title>Bare</title>\n${content}`;
    await tab.goto(ADDRESS, {waitUntil: 'load'});
    const {result} = await debug.send('Runtime.evaluate', {expression: TOUCH, returnByValue: true});
    ran.push(...(result.value ?? []).map((link) => `link ${link}`));
    if (ran.length > 0) findings[name] = ran;
  }
  await browser.close();
  return findings;
}

console.log(JSON.stringify(await main(JSON.parse(readFileSync(0, 'utf8')))));
