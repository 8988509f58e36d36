plugins {
    application
}

repositories {
    mavenLocal() // where "mvn install" has put Millwright
    mavenCentral()
}

dependencies {
    implementation("dev.millwright:worker-cli:0.1.0-SNAPSHOT")
    testImplementation("org.junit.jupiter:junit-jupiter:5.14.4")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher")
}

tasks.withType<JavaCompile> {
    options.release = 17
}

tasks.test {
    useJUnitPlatform()
}

application {
    mainClass = "com.example.Greeting"
}
