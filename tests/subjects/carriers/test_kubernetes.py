"""The Kubernetes carrier: pods wherever they stand, their variables, users and networks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.carriers.kubernetes import launches
from envguard.subjects.command import HOLE, Document, Launch

_SERVICE = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: "


def found(content: str) -> list[Launch]:
    return list(launches(Document("pod.yaml", Text.of(content), lambda path: None)))


def pod(container: str, spec: str = "a: b") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: nb}\nspec:\n  template:\n"
        "    metadata: {labels: {app: nb, tier: one}}\n"
        f"    spec: {{{spec}, containers: [{{name: main, {container}}}]}}\n"
    )


def argv(launch: Launch) -> list[str]:
    assert isinstance(launch.content, tuple)
    return [word.value for word in launch.content]


@pytest.mark.parametrize(
    "content",
    [
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{command: [a]}]}\n",
        "apiVersion: apps/v1\nkind: StatefulSet\nspec: {template: {spec: "
        "{containers: [{args: [a]}]}}}",
        "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: "
        "{containers: [{command: [a]}]}}}}}\n",
        "apiVersion: kubeflow.org/v1\nkind: Notebook\nspec: {template: {spec: {containers: "
        "[{command: [a]}]}}}\n",
        "apiVersion: v1\nkind: List\nitems: [{kind: Pod, spec: {containers: [{command: [a]}]}}]\n",
        "# empty\n---\n---\napiVersion: v1\nkind: Pod\nspec: {containers: [{command: [a]}]}\n",
    ],
)  # fmt: skip
def test_pods_are_found_wherever_they_stand(content: str) -> None:
    (launch,) = found(content)
    assert argv(launch) == ["a"]
    assert (launch.context.carrier, launch.context.setting) == ("kubernetes", "service")
    assert launch.context.container is True


def test_yaml_that_is_no_manifest_has_no_commands() -> None:
    assert found("spec: {containers: [{command: [a]}]}\n") == []


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("command: [a, b], args: [c]", ["a", "b", "c"]),
        ("args: [a]", ["a"]),
        ("args: [--a]", [HOLE, "--a"]),
        ("image: quay.io/jupyter/base-notebook", ["start-notebook.py"]),
    ],
)
def test_command_and_args_make_one_argument_list(container: str, expected: list[str]) -> None:
    assert argv(found(pod(container))[0]) == expected


def test_references_are_put_in_as_the_kubelet_does_it() -> None:
    container = (
        "env: [{name: A, value: one}, {name: B, value: $(A)-two}, {name: S, valueFrom: {}},"
        " {name: E}], command: [$(A), x$(B)y, $(S), '$(E)', $(NOPE), $$(A), $A, $(DB_SERVICE_HOST)]"
    )
    (launch,) = found(pod(container))
    assert argv(launch) == ["one", "xone-twoy", HOLE, "", "$(NOPE)", "$(A)", "$A", HOLE]
    assert launch.context.environment["B"].value == "one-two"


@pytest.mark.parametrize(
    ("container", "spec", "user"),
    [
        ("securityContext: {runAsUser: 0}", "a: b", "root"),
        ("image: ubuntu", "securityContext: {runAsUser: 1000}", "1000"),
        ("securityContext: {runAsUser: 5}", "securityContext: {runAsUser: 0}", "5"),
        ("image: ubuntu", "a: b", "root"),
        ("image: ubuntu", "securityContext: {runAsNonRoot: true}", None),
        ("image: quay.io/jupyter/base-notebook", "a: b", "jovyan"),
        ("image: example.org/x", "a: b", None),
    ],
)
def test_the_user_is_the_container_s_then_the_pod_s_then_the_image_s(
    container: str, spec: str, user: str | None
) -> None:
    (launch,) = found(pod(f"{container}, command: [a]", spec))
    assert launch.context.user == user


@pytest.mark.parametrize(
    ("container", "spec", "rest", "expected"),
    [
        ("a: b", "a: b", "", "unknown"),
        ("a: b", "hostNetwork: true", "", "everywhere"),
        ("ports: [{hostPort: 1}]", "a: b", "", "everywhere"),
        ("ports: [{hostPort: 1, hostIP: 127.0.0.1}]", "a: b", "", "loopback"),
        ("ports: [{containerPort: 1}]", "a: b", "", "unknown"),
        ("a: b", "a: b", _SERVICE + "{selector: {app: nb}}\n", "none"),
        ("a: b", "a: b", _SERVICE + "{type: NodePort, selector: {app: nb}}\n", "everywhere"),
        ("a: b", "a: b", _SERVICE + "{type: LoadBalancer, selector: {app: x}}\n", "unknown"),
        ("a: b", "a: b", _SERVICE + "{type: LoadBalancer}\n", "unknown"),
        (
            "a: b",
            "a: b",
            _SERVICE
            + "{selector: {tier: one, app: nb}}\n---\napiVersion: n/v1\nkind: Ingress\n"
            + "spec: {rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}\n",
            "everywhere",
        ),
    ],
)
def test_services_of_the_file_say_how_far_a_pod_is_published(
    container: str, spec: str, rest: str, expected: str
) -> None:
    launch = found(pod(f"{container}, command: [a]", spec) + rest)[0]
    assert launch.context.published == expected


def test_init_containers_probes_and_hooks_are_scripts() -> None:
    container = (
        "command: [a], readinessProbe: {exec: {command: [p, $(X)]}},"
        " lifecycle: {postStart: {exec: {command: [q]}}}"
    )
    launches_ = found(pod(container, "initContainers: [{name: i, command: [z]}]"))
    assert [(argv(one), one.context.setting) for one in launches_] == [
        (["z"], "script"),
        (["a"], "service"),
        (["p", "$(X)"], "script"),
        (["q"], "script"),
    ]
    assert launches_[0].context.group == "Deployment/nb/i"


def test_an_edit_doubles_what_the_kubelet_would_put_in() -> None:
    content = pod("command: [a, 'b=c']")
    (launch,) = found(content)
    assert isinstance(launch.content, tuple)
    start = content.index("c']")
    assert launch.content[1].spell(2, 3, "$(X)'") == (start, start + 1, "$$(X)''")


def test_a_template_that_is_no_yaml_is_a_syntax_problem() -> None:
    with pytest.raises(SyntaxProblem):
        found("apiVersion: v1\nkind: Pod\nspec: {{ .Values.x }\n")


_NODES = st.recursive(
    st.sampled_from(["a", "'$(A)'", "null", "1", "true", "Service"]),
    lambda node: st.one_of(
        st.lists(node, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(
                [
                    "spec", "containers", "template", "metadata", "labels", "command", "args",
                    "env", "name", "value", "valueFrom", "ports", "hostPort", "securityContext",
                    "image",
                    "runAsUser", "selector", "lifecycle", "postStart", "exec", "type", "items",
                ]
            ),
            node,
            max_size=4,
        ).map(lambda entries: "{" + ", ".join(f"{k}: {v}" for k, v in entries.items()) + "}"),
    ),
    max_leaves=12,
)  # fmt: skip


@given(_NODES, st.sampled_from(["Pod", "List", "Service", "Ingress"]))
def test_objects_of_any_shape_raise_nothing(node: str, kind: str) -> None:
    for launch in found(f"apiVersion: v1\nkind: {kind}\nspec: {node}\nitems: {node}\n"):
        assert launch.content
