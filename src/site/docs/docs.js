/** Runs in the browser, behind the bundle of Swagger UI. */

/**
 * Resolves the references of an operation at once and alone. Swagger UI's own resolver reads the whole document again
 * for each operation, which took more than a second. It can be small, since the documents refer only to their own
 * components. What refers to itself is left as a reference.
 */
function resolve(root, value, open = []) {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => resolve(root, one, open))
  const { $ref: reference, ...beside } = value
  if (open.includes(reference)) return value
  const own = Object.fromEntries(
    Object.entries(beside).map(([name, one]) => [name, resolve(root, one, open)]),
  )
  if (typeof reference !== 'string') return own
  const path = reference.split('/').slice(1)
  const target = resolve(root, at(root, path), [...open, reference])
  // The name of a schema, which its place would no longer tell.
  return { ...(path[1] === 'schemas' && { title: path.at(-1) }), ...target, ...own }
}

const at = (root, path) => path.reduce((value, name) => value?.[name], root)

let root = {}
const ownResolver = {
  updateJsonSpec: (update) => (document) => {
    root = document
    return update(document)
  },
  requestResolvedSubtree:
    (_, { specActions }) =>
    (path) =>
      specActions.updateResolvedSubtree(path, resolve(root, at(root, path))),
}

/** All but success is one line each until it is opened: to draw everything took twice as long. */
const briefResponses = (Response, { React: { createElement, useState } }) =>
  function BriefResponse(properties) {
    const { code, response } = properties
    const [isOpen, open] = useState(code.startsWith('2'))
    if (isOpen) return createElement(Response, properties)
    const button = { type: 'button', onClick: () => open(true), 'aria-expanded': false }
    return createElement(
      'tr',
      { className: 'response brief' },
      createElement('td', { className: 'response-col_status' }, code),
      createElement(
        'td',
        { className: 'response-col_description' },
        createElement('button', button, ...inline(response.get('description'), createElement)),
      ),
    )
  }

/** What is between backticks is code, as in Markdown. */
const inline = (text, createElement) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? createElement('code', { key: index }, part) : part))

/** In place of the key that the document shows as an example: used twice, it would be refused or replay an answer. */
const withOwnKey = (request) => {
  const { headers } = request
  if (headers['Idempotency-Key'] === 'my-request-1')
    headers['Idempotency-Key'] = crypto.getRandomValues(new Uint32Array(4)).join('-')
  return request
}

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const applyScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', applyScheme)
applyScheme()

window.SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: document.querySelector('link[rel="preload"]').href,
  layout: 'BaseLayout',
  plugins: [
    { statePlugins: { spec: { wrapActions: ownResolver } }, wrapComponents: { response: briefResponses } },
  ],
  deepLinking: true,
  defaultModelRendering: 'example',
  // The schemas stand beside the operations that use them.
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  persistAuthorization: false,
  requestInterceptor: withOwnKey,
  // Colours take half as long again as the rest of an operation.
  syntaxHighlight: { activated: false },
  // With a validator, the address of the document would be sent to a third party.
  validatorUrl: null,
})
