# The bot alone; what it keeps lies in the volume /var/lib/nghedan. See docs/operations.md.
FROM python:3.13-slim

RUN useradd --system --create-home --home-dir /var/lib/nghedan nghedan
WORKDIR /opt/nghedan
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1

# What changes seldom first: exact versions with hashes.
COPY requirements-build.lock requirements.lock ./
RUN pip install --require-hashes -r requirements-build.lock \
    && pip install --require-hashes --no-build-isolation -r requirements.lock

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY actions actions
COPY bot bot
COPY domain domain
COPY handlers handlers
COPY locales locales
COPY sandbox sandbox
COPY storage storage
COPY web web
RUN pip install --no-build-isolation --no-deps .
COPY config config

USER nghedan
VOLUME /var/lib/nghedan
ENV NGHEDAN_DATA_DIR=/var/lib/nghedan \
    NGHEDAN_DATABASE_URL=sqlite:////var/lib/nghedan/nghedan.db \
    NGHEDAN_CONFIG_DIR=/opt/nghedan/config \
    NGHEDAN_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --start-period=30s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=5)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["nghedan"]
CMD ["run"]
