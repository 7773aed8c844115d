# syntax=docker/dockerfile:1
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml .
COPY .mvn .mvn
RUN --mount=type=cache,target=/root/.m2 mvn dependency:go-offline -Dmaven.test.skip
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn package -Dmaven.test.skip

# With a Java 21 or newer, nobody who is slow holds a thread.
FROM eclipse-temurin:25-jre-noble
# OpenShift runs it as any user, of the group 0.
RUN useradd --system --uid 10001 --create-home --home-dir /guestbook guestbook \
    && mkdir /guestbook/data && chown guestbook:0 /guestbook/data && chmod 770 /guestbook/data
ENV LANG=C.UTF-8
WORKDIR /guestbook
COPY deploy/java.options .
COPY --from=build /build/target/guestbook.war .
USER 10001
VOLUME /guestbook/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/localhost/${GUESTBOOK_PORT:-8080} && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "@java.options", "-jar", "guestbook.war"]
