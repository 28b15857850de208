package io.quorate.server.architecture;

import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasSourceCodeLocation;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/** Conditions as plain predicates. */
final class Conditions {
    private Conditions() {}

    static <T extends HasName.AndFullName & HasSourceCodeLocation> ArchCondition<T> satisfy(
            String description, Predicate<T> predicate) {
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                boolean holds = predicate.test(item);
                String verdict = holds ? " is found to " : " is not found to ";
                events.add(new SimpleConditionEvent(
                        item,
                        holds,
                        item.getFullName() + verdict + description + " in " + item.getSourceCodeLocation()));
            }
        };
    }
}
