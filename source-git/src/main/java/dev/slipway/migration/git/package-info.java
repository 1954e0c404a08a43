/**
 * Changelogs from Git repositories: {@link dev.slipway.migration.git.GitSource} fetches one commit into memory, over SSH
 * with a deploy key, over HTTPS with a token, or from a local repository.
 */
@NullMarked
package dev.slipway.migration.git;

import org.jspecify.annotations.NullMarked;
