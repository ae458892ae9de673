package io.github.shimmy4j.gateway.call;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.ModelChoice.Stay;
import io.github.shimmy4j.gateway.call.ModelWish.StaleWishException;
import io.github.shimmy4j.gateway.key.Caller;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which requests change the model, and which keep it. */
class ModelChoiceTests {

	private final ScriptedSwitcher switcher = new ScriptedSwitcher();

	private final ServedModels models = new ServedModels(() -> this.switcher.served, new NoFacts(), List.of("alias"));

	private final ModelChoice choice = new ModelChoice(this.models, this.switcher, 64);

	@Test
	void servedModelIsNoSwitchByAnyOfItsNames() {
		for (String name : List.of("", "tiny", "alias", "/models/tiny.gguf")) {
			try (Stay stay = enter(name)) {
				assertThat(stay.isReady()).as(name).isTrue();
			}
		}
		assertThat(this.switcher.asked).isEmpty();
	}

	@Test
	void ownerGetsAnotherModelWhenNothingIsUnderWay() {
		Stay stay = enter("big");
		assertThat(stay.isReady()).isFalse();
		this.switcher.finish();
		assertThat(stay.isReady()).isTrue();
		stay.ready().block();
		assertThat(this.switcher.served).isEqualTo("big");
	}

	@Test
	void requestUnderWayKeepsTheModel() {
		Stay stay = enter("tiny");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> enter("big"))
			.withMessage("The model 'big' cannot be loaded now: the model 'tiny' is served, "
					+ "with requests under way or waiting: 1")
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ShimmyErrorCode.MODEL_IN_USE));
		stay.close();
		stay.close();
		enter("big").close();
		assertThat(this.switcher.asked).containsExactly("big");
	}

	@Test
	void whileAModelIsLoadedOthersWaitOrAreRefused() {
		Stay first = enter("big");
		Stay same = enter("big");
		Stay any = enter("");
		Stay alias = enter("alias");
		assertThat(List.of(same.isReady(), any.isReady(), alias.isReady())).containsOnly(false);
		for (String other : List.of("tiny", "/models/tiny.gguf", "third")) {
			assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> enter(other))
				.withMessageContaining("the model 'big' is being loaded for another request");
		}
		this.switcher.finish();
		assertThat(List.of(first.isReady(), same.isReady(), any.isReady(), alias.isReady())).containsOnly(true);
		assertThat(this.switcher.asked).containsExactly("big");
	}

	/** As the sidecar does, whose new server has the new name while it still starts. */
	@Test
	void modelThatIsBeingLoadedIsAwaitedByAllItsNamesAlsoOnceItHasTheName() {
		enter("big");
		this.switcher.served = "big";
		List<Stay> others = List.of(enter("big"), enter("/models/big.gguf"), enter(""));
		assertThat(others).noneMatch(Stay::isReady);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> enter("tiny"))
			.withMessageContaining("the model 'big' is being loaded for another request");
		this.switcher.finish();
		assertThat(others).allMatch(Stay::isReady);
		assertThat(this.switcher.asked).containsExactly("big");
	}

	@Test
	void failedSwitchFailsThoseThatNeedTheModelOnly() {
		Stay first = enter("big");
		Stay any = enter("");
		this.switcher.fail(new ShimmyException(ShimmyErrorCode.UNSUPPORTED_MODEL, "too big"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> first.ready().block())
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
		any.ready().block();
		first.close();
		any.close();
		enter("big").close();
		assertThat(this.switcher.asked).as("it is tried again").containsExactly("big", "big");
	}

	@Test
	void requestsWaitForTheDownloadOfTheModelAndAreThenAnsweredOrRefusedAsUsual() {
		this.switcher.arrival = new CompletableFuture<>();
		Stay named = enter("tiny");
		Stay any = this.choice.enter(this.choice.wish("", Caller.ANONYMOUS).block());
		assertThat(List.of(named.isReady(), any.isReady())).containsOnly(false);
		assertThat(any.activity()).isEqualTo("loading");
		this.switcher.arrival.completeExceptionally(new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED, "no network"));
		any.ready().block();
		named.ready().block();
	}

	/** The reason goes into the log of the program that asked. */
	@Test
	void secretOfAnAddressIsNotTold() {
		String shown = "https://host/third.gguf#sha256=" + "0".repeat(64);
		String asked = shown.replace("host", "me:secret@host");
		Stay stay = enter("");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> enter(asked))
			.withMessageContaining("The model '%s' cannot be loaded now".formatted(shown));
		stay.close();
		enter("big");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> enter(asked))
			.withMessageContaining("The model '%s' cannot be served now".formatted(shown));
		assertThatExceptionOfType(RequestException.class)
			.isThrownBy(() -> this.choice.wish(asked, Caller.ANONYMOUS).block())
			.withMessageContaining("There is no model '%s' here".formatted(shown));
	}

	@Test
	void otherModelOfTheSameNameIsNotTheOneThatIsBeingLoaded() {
		enter("/models/big.gguf");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> enter("/elsewhere/big.gguf"))
			.withMessageContaining("the model 'big' is being loaded for another request");
	}

	@Test
	void wishIsFoundOutAgainIfAnotherModelIsServedOrLoadedMeanwhile() {
		ModelWish wish = this.choice.wish("/models/big.gguf", Caller.OWNER).block();
		Stay first = enter("big");
		assertThatExceptionOfType(StaleWishException.class).isThrownBy(() -> this.choice.enter(wish));
		this.switcher.finish();
		assertThatExceptionOfType(StaleWishException.class).isThrownBy(() -> this.choice.enter(wish));
		assertThat(enter("/models/big.gguf").isReady()).isTrue();
		first.close();
		assertThat(this.switcher.asked).containsExactly("big");
	}

	@Test
	void strangersNeverChangeTheModel() {
		for (Caller caller : List.of(Caller.ANONYMOUS, new Caller("1", "editor", Caller.OWNER.limits()))) {
			assertThatExceptionOfType(RequestException.class).isThrownBy(() -> this.choice.wish("big", caller).block())
				.withMessage("There is no model 'big' here; served are: tiny, alias")
				.satisfies((refused) -> assertThat(refused.status()).isEqualTo(404));
		}
		assertThat(this.switcher.asked).isEmpty();
	}

	@Test
	void ownerOfAGatewayThatSwitchesNothingIsAStranger() {
		ModelChoice fixed = new ModelChoice(this.models, null, 64);
		assertThatExceptionOfType(RequestException.class).isThrownBy(() -> fixed.wish("big", Caller.OWNER).block())
			.withMessageContaining("There is no model 'big' here");
	}

	@Test
	void modelThatDoesNotExistIsNotFound() {
		assertThatExceptionOfType(RequestException.class)
			.isThrownBy(() -> this.choice.wish("missing", Caller.OWNER).block())
			.withMessage("there is no 'missing' on this disk")
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(404));
		assertThatExceptionOfType(RequestException.class).isThrownBy(() -> this.choice.wish(" ", Caller.OWNER).block())
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(404));
	}

	@Test
	void nameThatIsServedNoLongerIsNotFound() {
		ModelWish wish = this.choice.wish("tiny", Caller.ANONYMOUS).block();
		enter("big").close();
		this.switcher.finish();
		assertThatExceptionOfType(RequestException.class).isThrownBy(() -> this.choice.enter(wish))
			.withMessageContaining("There is no model 'tiny' here; served are: big");
	}

	@Test
	void ownerGetsAModelThatIsServedNoLongerLoadedAgain() {
		ModelWish wish = this.choice.wish("tiny", Caller.OWNER).block();
		enter("big").close();
		this.switcher.finish();
		assertThatExceptionOfType(StaleWishException.class).isThrownBy(() -> this.choice.enter(wish));
		enter("tiny");
		assertThat(this.switcher.asked).containsExactly("big", "tiny");
	}

	private Stay enter(String asked) {
		return this.choice.enter(this.choice.wish(asked, Caller.OWNER).block());
	}

}
