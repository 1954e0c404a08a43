package dev.slipway.migration.git;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;

/**
 * What a user calls a branch, tag or commit.
 *
 * @param name as the user gave it; {@code HEAD} for the default branch
 */
record References(String name) {
    static final List<String> ALL = List.of(Constants.HEAD, Constants.R_HEADS, Constants.R_TAGS);
    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-fA-F]{7,39}");
    private static final int LISTED = 10;

    static References parse(String name) {
        boolean valid = !name.isBlank()
                && name.equals(name.strip())
                && name.chars().noneMatch(c -> c <= ' ' || c == 127 || "~^:?*[\\".indexOf(c) >= 0);
        if (!valid) {
            throw new IllegalArgumentException("The reference '" + ServerText.oneLine(name)
                    + "' is not the name of a branch or tag, nor a commit id");
        }
        return new References(name);
    }

    boolean isDefault() {
        return name.equals(Constants.HEAD);
    }

    /** For the commit's id if it is one: servers hand out commits by their ids, too. */
    Optional<Ref> asCommit() {
        return COMMIT_ID.matcher(name).matches()
                ? Optional.of(new ObjectIdRef.Unpeeled(
                        Ref.Storage.NETWORK, name, ObjectId.fromString(name.toLowerCase(Locale.ROOT))))
                : Optional.empty();
    }

    /** What to ask the server for, so that it need not list thousands. */
    Collection<String> prefixes() {
        if (isDefault()) {
            return List.of(Constants.HEAD);
        }
        return name.startsWith(Constants.R_REFS)
                ? List.of(name)
                : List.of(Constants.R_HEADS + name, Constants.R_TAGS + name);
    }

    /** The reference of this name, if there is one. */
    Optional<Ref> in(Map<String, Ref> refs) {
        if (isDefault() || name.startsWith(Constants.R_REFS)) {
            return Optional.ofNullable(refs.get(name)).filter(ref -> ref.getObjectId() != null);
        }
        Ref branch = refs.get(Constants.R_HEADS + name);
        Ref tag = refs.get(Constants.R_TAGS + name);
        if (branch != null && tag != null && !isSame(branch, tag)) {
            throw new Ambiguous("there are a branch and a tag of this name: say 'refs/heads/" + name
                    + "' or 'refs/tags/" + name + "'");
        }
        return Optional.ofNullable(branch != null ? branch : tag);
    }

    private static boolean isSame(Ref branch, Ref tag) {
        ObjectId commit = tag.getPeeledObjectId() != null ? tag.getPeeledObjectId() : tag.getObjectId();
        return branch.getObjectId().equals(commit);
    }

    /** The name means two things. */
    static final class Ambiguous extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ambiguous(String message) {
            super(message);
        }
    }

    /** Why there is nothing of this name, as the end of a message. */
    String notIn(Map<String, Ref> refs) {
        String there = there(refs);
        if (there.isEmpty()) {
            return "the repository is empty: push a commit first";
        }
        if (isDefault()) {
            return "the repository's default branch has no commits: name a branch " + there;
        }
        if (SHORT_ID.matcher(name).matches()) {
            return "no such branch or tag, and a commit id needs all of its 40 digits " + there;
        }
        return "no such branch, tag or commit " + there;
    }

    private static String there(Map<String, Ref> refs) {
        String branches = list("branches: ", Constants.R_HEADS, refs);
        String tags = list("tags: ", Constants.R_TAGS, refs);
        if (branches.isEmpty() && tags.isEmpty()) {
            return "";
        }
        return "(" + branches + (branches.isEmpty() || tags.isEmpty() ? "" : "; ") + tags + ")";
    }

    private static String list(String title, String prefix, Map<String, Ref> refs) {
        List<String> names = refs.keySet().stream()
                .filter(ref -> ref.startsWith(prefix))
                .map(ref -> ServerText.oneLine(ref.substring(prefix.length())))
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "";
        return title + names.stream().limit(LISTED).collect(Collectors.joining(", ")) + more;
    }
}
