// Vercel's AI SDK with the four of its providers that speak our dialects: chat, Responses, Anthropic, OpenAI-compatible.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { AISDKError, APICallError, generateText, jsonSchema, NoOutputGeneratedError, RetryError, streamText, tool as describeTool } from 'ai';
import { key, model, prompt, run, tool } from './lib/cases.mjs';

// It warns on standard output of models that it does not know.
globalThis.AI_SDK_LOG_WARNINGS = false;

const providers = {
  chat: (base, apiKey) => createOpenAI({ baseURL: `${base}/v1`, apiKey }).chat,
  responses: (base, apiKey) => createOpenAI({ baseURL: `${base}/v1`, apiKey }).responses,
  anthropic: (base, apiKey) => createAnthropic({ baseURL: `${base}/v1`, apiKey }),
  compatible: (base, apiKey) => createOpenAICompatible({ name: 'sluice', baseURL: `${base}/v1`, apiKey, includeUsage: true }),
};
const tools = { [tool.name]: describeTool({ description: tool.description, inputSchema: jsonSchema(tool.schema) }) };

async function stream(seen, llm, more = {}, each = () => {}) {
  const result = streamText({ model: llm, prompt, maxRetries: 0, onError: () => {}, ...more });
  for await (const part of result.fullStream) {
    seen.event(part.type);
    if (part.type === 'text-delta') seen.piece(part.text);
    if (part.type === 'tool-call') seen.tool(seen.tools.length, { id: part.toolCallId, name: part.toolName, args: JSON.stringify(part.input) });
    if (part.type === 'finish') {
      seen.finish = part.finishReason;
      seen.usage = part.totalUsage;
    }
    // What a gateway or a model says goes wrong is a part of the stream; what the connection does is thrown behind it.
    if (part.type === 'error') seen.reported.push({ class: part.error?.constructor?.name, message: part.error?.message, status: part.error?.statusCode ?? null });
    each();
  }
}

async function whole(seen, llm, more = {}) {
  const result = await generateText({ model: llm, prompt, maxRetries: 0, ...more });
  seen.piece(result.text);
  seen.finish = result.finishReason;
  seen.usage = result.totalUsage;
  for (const call of result.toolCalls) seen.tool(seen.tools.length, { id: call.toolCallId, name: call.toolName, args: JSON.stringify(call.input) });
}

const slow = 'slow-start-1500ms+pause-after-5-1500ms';
const cases = {};
for (const [kind, make] of Object.entries(providers)) {
  const add = (what, behaviour, read) => {
    cases[`${kind}-${what}`] = (seen, base, name) => read(seen, make(base, key)(model(name, behaviour)));
  };
  add('stream', '', (seen, llm) => stream(seen, llm));
  add('whole', '', (seen, llm) => whole(seen, llm));
  add('tools', '', (seen, llm) => stream(seen, llm, { tools }));
  add('tools-whole', '', (seen, llm) => whole(seen, llm, { tools }));
  add('cut', 'cut-after-5', (seen, llm) => stream(seen, llm));
  add('cut-tools', 'cut-after-3', (seen, llm) => stream(seen, llm, { tools }));
  // A user who only reads the text, which is what the documentation shows first.
  add('cut-text', 'cut-after-5', async (seen, llm) => {
    let told = null;
    const result = streamText({ model: llm, prompt, maxRetries: 0, onError: ({ error }) => { told = error; } });
    for await (const text of result.textStream) seen.piece(text);
    if (told) seen.reported.push({ class: told.constructor?.name, message: told.message, status: told.statusCode ?? null });
    seen.finish = await result.finishReason;
  });
  add('cut-whole', 'cut-after-5', (seen, llm) => whole(seen, llm));
  add('end', 'end-after-5', (seen, llm) => stream(seen, llm));
  add('error', 'error-after-5', (seen, llm) => stream(seen, llm));
  add('slow', slow, (seen, llm) => stream(seen, llm));
  add('abort', 'endless', (seen, llm) => {
    const abort = new AbortController();
    return stream(seen, llm, { abortSignal: abort.signal }, () => {
      if (seen.pieces.length === 5) abort.abort();
    });
  });
  add('not-found', 'status-404', (seen, llm) => stream(seen, llm));
  add('limited', 'status-429', (seen, llm) => stream(seen, llm));
  cases[`${kind}-unauthorized`] = (seen, base, name) => stream(seen, make(base, 'sk-wrong')(model(name)));
}

await run(cases, { APICallError, RetryError, NoOutputGeneratedError, AISDKError });
