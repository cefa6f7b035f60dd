// An essay through the official OpenAI SDK, direct or through the forward proxy; prints one JSON line with times and text.
//   node acceptance.mjs BASE_URL MODEL stream|whole [PROXY CA_FILE]
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { ProxyAgent } from 'undici';
import { key } from './lib/cases.mjs';

const [base, model, kind, proxy, ca] = process.argv.slice(2);
const dispatcher = proxy && new ProxyAgent({ uri: proxy, requestTls: { ca: readFileSync(ca) } });
const client = new OpenAI({
  baseURL: `${base.replace(/\/$/, '')}/v1`,
  // Inside a sandbox there is no key to have; the SDK wants one all the same.
  apiKey: proxy ? 'dummy' : key,
  maxRetries: 0,
  fetchOptions: dispatcher ? { dispatcher } : undefined,
});
const request = { model, messages: [{ role: 'user', content: 'Write an essay about sluices.' }] };

const start = performance.now();
let first = null;
let text = '';
if (kind === 'stream') {
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
    first ??= performance.now() - start;
    text += chunk.choices[0]?.delta.content ?? '';
  }
} else {
  const answer = await client.chat.completions.create(request);
  first = performance.now() - start;
  text = answer.choices[0].message.content;
}
const total = performance.now() - start;
await dispatcher?.close();
console.log(JSON.stringify({ first, total, text }));
