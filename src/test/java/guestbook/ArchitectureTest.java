package guestbook;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Who knows whom: the root knows everybody, web knows live, both know the book and the edge, which know nobody, as the relay and the lane. */
@AnalyzeClasses(packages = "guestbook", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule the_book_knows_nobody = noClasses()
            .that()
            .resideInAPackage("guestbook.book")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "guestbook",
                    "guestbook.edge",
                    "guestbook.live",
                    "guestbook.web",
                    "guestbook.relay",
                    "guestbook.launcher",
                    "jakarta.servlet..");

    @ArchTest
    static final ArchRule the_edge_knows_nobody = noClasses()
            .that()
            .resideInAPackage("guestbook.edge")
            .should()
            .dependOnClassesThat(resideInAPackage("guestbook..").and(not(resideInAPackage("guestbook.edge"))));

    @ArchTest
    static final ArchRule the_lane_knows_nobody = noClasses()
            .that()
            .resideInAPackage("guestbook.lane")
            .should()
            .dependOnClassesThat(resideInAPackage("guestbook..").and(not(resideInAPackage("guestbook.lane"))));

    @ArchTest
    static final ArchRule the_relay_knows_nobody = noClasses()
            .that()
            .resideInAPackage("guestbook.relay")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "guestbook",
                    "guestbook.book",
                    "guestbook.edge",
                    "guestbook.live",
                    "guestbook.web",
                    "guestbook.launcher",
                    "jakarta..");

    @ArchTest
    static final ArchRule only_the_root_knows_the_relay = noClasses()
            .that()
            .resideInAnyPackage("guestbook.live", "guestbook.web", "guestbook.launcher")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("guestbook.relay", "redis..", "com.rabbitmq..");

    @ArchTest
    static final ArchRule live_knows_only_the_book = noClasses()
            .that()
            .resideInAPackage("guestbook.live")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "guestbook", "guestbook.web", "guestbook.launcher", "jakarta.persistence..", "org.hibernate..");

    @ArchTest
    static final ArchRule web_knows_the_book_and_live = noClasses()
            .that()
            .resideInAPackage("guestbook.web")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("guestbook", "guestbook.launcher", "jakarta.persistence..", "org.hibernate..");

    @ArchTest
    static final ArchRule the_lab_knows_only_the_book = noClasses()
            .that()
            .resideInAPackage("guestbook.lab")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "guestbook",
                    "guestbook.live",
                    "guestbook.web",
                    "guestbook.relay",
                    "guestbook.launcher",
                    "jakarta.persistence..",
                    "org.hibernate..");

    @ArchTest
    static final ArchRule nobody_but_the_root_knows_the_lab = noClasses()
            .that()
            .resideInAnyPackage(
                    "guestbook.book", "guestbook.live", "guestbook.web", "guestbook.relay", "guestbook.launcher")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("guestbook.lab");

    @ArchTest
    static final ArchRule the_terminal_is_a_client_like_any_other = noClasses()
            .that()
            .resideInAPackage("guestbook.terminal")
            .should()
            .dependOnClassesThat(resideInAPackage("guestbook..")
                    .and(not(resideInAPackage("guestbook.terminal")))
                    .and(not(name("guestbook.About")))
                    .or(resideInAPackage("jakarta..")));

    @ArchTest
    static final ArchRule the_operator_knows_the_book_and_the_configuration = noClasses()
            .that()
            .resideInAPackage("guestbook.operator")
            .should()
            .dependOnClassesThat(resideInAPackage("guestbook..")
                    .and(not(resideInAPackage("guestbook.operator")))
                    .and(not(resideInAPackage("guestbook.book")))
                    .and(not(nameMatching("guestbook\\.Configuration.*")))
                    .or(resideInAPackage("jakarta..")));

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
    static final ArchRule the_launcher_carries_nothing_but_the_configuration = noClasses()
            .that()
            .resideInAPackage("guestbook.launcher")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("guestbook.book", "guestbook.edge", "guestbook.live", "guestbook.web");

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
