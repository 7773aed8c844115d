package guestbook;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/** Who knows whom. */
@AnalyzeClasses(packages = "guestbook", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each room, and the rooms and classes of the root that it knows; the root knows everybody. */
    private static final Map<String, Set<String>> KNOWN = Map.ofEntries(
            entry("book", Set.of()),
            entry("edge", Set.of()),
            entry("lane", Set.of()),
            entry("relay", Set.of()),
            entry("feed", Set.of("book", "lane")),
            entry("presence", Set.of("book")),
            entry("live", Set.of("book", "edge", "lane", "feed", "presence")),
            entry("moderation", Set.of("book")),
            entry("web", Set.of("book", "edge", "live", "moderation")),
            entry("lab", Set.of("book", "edge")),
            entry("operator", Set.of("book", "moderation", "Configuration")),
            entry("launcher", Set.of("Configuration", "About")),
            entry("terminal", Set.of("About")));

    @ArchTest
    static final ArchRule each_room_knows_few_others = classes()
            .that()
            .resideInAPackage("guestbook.(*)..")
            .should(new ArchCondition<>("know only " + KNOWN) {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (var dependency : type.getDirectDependenciesFromSelf()) {
                        var known = dependency.getTargetClass().getBaseComponentType();
                        if (known.getPackageName().split("[.]")[0].equals("guestbook")
                                && !room(known).equals(room(type))
                                && !KNOWN.get(room(type)).contains(room(known)))
                            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            });

    @ArchTest
    static final ArchRule few_know_the_database = noClasses()
            .that()
            .resideOutsideOfPackages("guestbook.book", "guestbook.moderation")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "org.h2..");

    @ArchTest
    static final ArchRule only_the_relay_knows_the_others_servers = noClasses()
            .that()
            .resideOutsideOfPackage("guestbook.relay")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("redis..", "com.rabbitmq..");

    @ArchTest
    static final ArchRule some_work_without_any_server = noClasses()
            .that()
            .resideInAnyPackage("guestbook.book", "guestbook.feed", "guestbook.presence", "guestbook.relay")
            .or()
            .resideInAnyPackage("guestbook.terminal", "guestbook.operator", "guestbook.moderation")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "jakarta.websocket..");

    /** And two classes that are loaded where Tomcat is around us, and nowhere else. */
    @ArchTest
    static final ArchRule only_the_launcher_knows_tomcat = noClasses()
            .that()
            .resideOutsideOfPackage("guestbook.launcher")
            .and()
            .haveNameNotMatching("guestbook\\.edge\\.Tomcat(Connection|Session)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.catalina..", "org.apache.tomcat..", "guestbook.launcher");

    @ArchTest
    static final ArchRule json_leaves_no_buffers_with_the_servers_threads = noClasses()
            .should()
            .callMethodWhere(target(name("toString"))
                    .and(target(owner(assignableTo("com.fasterxml.jackson.databind.JsonNode")))));

    @ArchTest
    static final ArchRule no_record_leaves_its_class_with_the_jdk = noClasses()
            .should()
            .callMethodWhere(target(nameMatching("equals|hashCode")).and(target(owner(assignableTo(Record.class)))));

    @ArchTest
    static final ArchRule no_rooms_without_a_subject =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto|Mapper|Service|Repository)");

    @ArchTest
    static final ArchRule entities_have_no_setters =
            classes().that().areAnnotatedWith("jakarta.persistence.Entity").should(haveNoSetters());

    @ArchTest
    static final ArchRule no_interface_has_only_one_implementation = classes()
            .that()
            .areInterfaces()
            .and()
            .areTopLevelClasses()
            .should(haveSeveralImplementations())
            .allowEmptyShould(true);

    /** Of the root each class is one. */
    private static String room(JavaClass type) {
        return type.getName().split("[.$]")[1];
    }

    private static ArchCondition<JavaClass> haveNoSetters() {
        return new ArchCondition<>("have no setters") {
            @Override
            public void check(JavaClass entity, ConditionEvents events) {
                entity.getMethods().stream()
                        .filter(method -> method.getName().matches("set[A-Z].*")
                                && !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .forEach(method -> events.add(SimpleConditionEvent.violated(method, method.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> haveSeveralImplementations() {
        return new ArchCondition<>("have several implementations") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.isAnnotation() && type.getAllSubclasses().size() == 1)
                    events.add(SimpleConditionEvent.violated(type, type.getDescription()));
            }
        };
    }
}
