FROM node:26-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has its own Node, so the one that npm would bring stays out.
RUN npm ci --omit=dev --omit=optional

FROM node:26-bookworm-slim
LABEL org.opencontainers.image.title="Broadtape" \
      org.opencontainers.image.description="A headless newsroom for finance" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
RUN mkdir /data .compile-cache && chown node:node /data .compile-cache
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE NOTICE ./
COPY docs docs
COPY migrations migrations
COPY openapi openapi
COPY seeds seeds
COPY src src
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=file:/data/broadtape.db
USER node
# One run fills the compile cache, which is kept apart for each user, so that containers start faster.
RUN DATABASE_URL=file:./.compile-cache/warm.db node src/main.js seed && rm .compile-cache/warm.db*
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.js", "serve"]
