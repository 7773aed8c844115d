package guestbook.book;

import java.util.List;

/** The guest's words cannot be signed as they are; answered, never logged. */
public final class InvalidDraft extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    InvalidDraft(List<Fault> faults) {
        super(faults.toString(), null, false, false);
        this.faults = List.copyOf(faults);
    }

    /** Everything that is wrong, at least one. */
    public List<Fault> faults() {
        return faults;
    }
}
