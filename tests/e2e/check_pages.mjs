// Looks at pages as a validator and as an accessibility checker do.
//
//   node check_pages.mjs <task.json
//
// task.json: {"documents": {name: html}, "pages": [absolute URI]}. Documents are
// validated as HTML (html-validate); pages are opened in Chromium at two widths, in
// light and in dark, and looked at by axe. Prints a JSON list of findings, each a line
// of text: nothing is found where it is empty.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {HtmlValidate} from 'html-validate';
import {chromium} from 'playwright-core';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function validate(documents) {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    // Styles of writing, not of validity.
    rules: {'void-style': 'off', 'no-trailing-whitespace': 'off', 'no-raw-characters': 'off'},
  });
  const findings = [];
  for (const [name, html] of Object.entries(documents)) {
    const report = await validator.validateString(html);
    for (const {messages} of report.results) {
      for (const {line, ruleId, message} of messages) {
        findings.push(`${name}:${line}: ${ruleId}: ${message}`);
      }
    }
  }
  return findings;
}

async function lookAt(pages) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  const findings = [];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      // The pages' policy lets no script run; axe is one.
      const context = await browser.newContext(
          {viewport: {width, height: 900}, colorScheme, bypassCSP: true});
      const tab = await context.newPage();
      for (const page of pages) {
        const failed = [];
        const note = (response) => {
          const own = new URL(response.url()).origin === new URL(page).origin;
          if (own && response.url() !== page && response.status() >= 400) failed.push(response.url());
        };
        tab.on('response', note);
        await tab.goto(page, {waitUntil: 'load'});
        tab.off('response', note);
        await tab.evaluate(AXE);
        const {violations} = await tab.evaluate(() => globalThis.axe.run());
        const where = `${page} at ${width}, ${colorScheme}`;
        for (const url of failed) findings.push(`${where}: ${url} does not load`);
        for (const {id, impact, nodes} of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue;
          findings.push(`${where}: ${id} (${impact}): ${nodes[0].html}`);
        }
        const overflow = await tab.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) findings.push(`${where}: ${overflow} pixels wider than the window`);
      }
      await context.close();
    }
  }
  await browser.close();
  return findings;
}

const task = JSON.parse(readFileSync(0, 'utf8'));
const findings = [...await validate(task.documents), ...await lookAt(task.pages)];
process.stdout.write(JSON.stringify(findings));
