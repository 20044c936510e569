FROM python:3.11.14-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY engine engine
COPY games games
COPY adapters adapters
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --no-index .

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SMENA_LISTEN=0.0.0.0:8080 SMENA_DATA=/data
RUN useradd --system --uid 10001 --user-group --no-create-home smena && install -d -o smena -g smena -m 700 /data
COPY --from=build /venv /venv
# More games are found here: mount a package as /app/NAME and set SMENA_GAMES=NAME
WORKDIR /app
USER smena
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
CMD ["smena", "run"]
